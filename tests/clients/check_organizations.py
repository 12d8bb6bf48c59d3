"""Organizations, groups, and who belongs to them; custom roles and tags."""

import unittest
import uuid

from callers import address, admin, agent, rows, unique
from zenpy.lib.api_objects import Group, GroupMembership, Organization, OrganizationMembership, User
from zenpy.lib.exception import APIException, RecordNotFoundException


class Organizations(unittest.TestCase):
    def create(self, **values):
        return admin.organizations.create(Organization(name=unique(), **values))

    def test_create_show_update_delete(self):
        organization = self.create(domain_names=["a.example"])
        self.assertEqual(agent.organizations(id=organization.id).domain_names, ["a.example"])
        organization.notes = "changed"
        self.assertEqual(admin.organizations.update(organization).notes, "changed")
        admin.organizations.delete(organization)
        with self.assertRaises(RecordNotFoundException):
            agent.organizations(id=organization.id)

    def test_list_count_and_show_many(self):
        made = [self.create(), self.create()]
        self.assertEqual([one.id for one in agent.organizations(ids=[one.id for one in made])], [one.id for one in made])
        self.assertEqual(len(list(agent.organizations())), len(agent.organizations()))

    def test_external_id_and_create_or_update(self):
        external_id = uuid.uuid4().hex
        first = admin.organizations.create_or_update(Organization(name=unique(), external_id=external_id))
        self.assertEqual(admin.organizations.create_or_update(Organization(name=first.name, external_id=external_id)).id, first.id)

    def test_what_an_organization_has(self):
        organization = self.create()
        user = agent.users.create(User(name=unique(), organization_id=organization.id))
        self.assertEqual([one.id for one in agent.organizations.users(organization, include=["identities"])], [user.id])
        self.assertEqual([one.user_id for one in agent.organizations.organization_memberships(organization)], [user.id])
        self.assertEqual(list(agent.organizations.requests(id=organization.id)), [])
        self.assertEqual(list(agent.tickets.organizations(organization)), [])

    def test_external_ids(self):
        external_id = uuid.uuid4().hex
        organization = self.create(external_id=external_id)
        # Not `organizations.external`, whose address has two question marks.
        self.assertEqual([one.id for one in agent.organizations(external_ids=[external_id])], [organization.id])

    def test_tags(self):
        organization = self.create(tags=["a"])
        admin.organizations.add_tags(organization.id, ["b"])
        admin.organizations.delete_tags(organization.id, ["a"])
        self.assertEqual(agent.organizations(id=organization.id).tags, ["b"])
        admin.organizations.set_tags(organization.id, ["c"])
        self.assertEqual(list(agent.organizations.tags(organization.id)), ["c"])

    def test_incremental(self):
        exported = [one.id for one in admin.organizations.incremental(start_time=0)]
        self.assertEqual(len(exported), len(set(exported)))
        self.assertIn(301, exported)

    def test_many(self):
        made = rows(admin.organizations.create([Organization(name=unique(), external_id=uuid.uuid4().hex) for _ in range(3)]))
        self.assertEqual([status for status, _ in made], ["Created"] * 3)
        organizations = [agent.organizations(id=id) for _, id in made]
        for organization in organizations:
            organization.notes = "changed"
        self.assertEqual([status for status, _ in rows(admin.organizations.update(organizations))], ["Updated"] * 3)
        self.assertEqual([agent.organizations(id=id).notes for _, id in made], ["changed"] * 3)
        for organization in organizations:
            organization.notes = "again"
        self.assertEqual([status for status, _ in rows(admin.organizations.update_by_external_id(organizations))], ["Updated"] * 3)
        self.assertEqual([agent.organizations(id=id).notes for _, id in made], ["again"] * 3)
        self.assertEqual([status for status, _ in rows(admin.organizations.delete(organizations[:2]))], ["Deleted"] * 2)
        self.assertEqual([status for status, _ in rows(admin.organizations.delete_by_external_id(organizations[2:]))], ["Deleted"])


class Memberships(unittest.TestCase):
    def test_create_list_and_delete(self):
        user = agent.users.create(User(name=unique()))
        membership = agent.organization_memberships.create(OrganizationMembership(user_id=user.id, organization_id=301))
        self.assertEqual(agent.organization_memberships(id=membership.id).organization.id, 301)
        self.assertIn(membership.id, [one.id for one in agent.organization_memberships()])
        agent.organization_memberships.delete(membership)
        self.assertEqual(list(agent.users.organizations(user)), [])

    def test_many(self):
        users = [agent.users.create(User(name=unique())) for _ in range(2)]
        memberships = [OrganizationMembership(user_id=user.id, organization_id=302) for user in users]
        made = rows(admin.organization_memberships.create(memberships))
        self.assertEqual([status for status, _ in made], ["Created"] * 2)
        memberships = [agent.organization_memberships(id=id) for _, id in made]
        self.assertEqual([status for status, _ in rows(admin.organization_memberships.delete(memberships))], ["Deleted"] * 2)

    def test_what_is_there_already(self):
        user = agent.users.create(User(name=unique(), organization_id=301))
        with self.assertRaises(APIException):
            agent.organization_memberships.create(OrganizationMembership(user_id=user.id, organization_id=301))


class Groups(unittest.TestCase):
    def create(self):
        return admin.groups.create(Group(name=unique()))

    def test_create_list_update_and_delete(self):
        group = self.create()
        group.description = "changed"
        self.assertEqual(admin.groups.update(group).description, "changed")
        self.assertIn(group.id, [one.id for one in agent.groups()])
        self.assertIn(group.id, [one.id for one in agent.groups.assignable()])
        admin.groups.delete(group)
        self.assertNotIn(group.id, [one.id for one in agent.groups()])

    def test_memberships(self):
        group = self.create()
        membership = admin.group_memberships.create(GroupMembership(user_id=102, group_id=group.id))
        self.assertEqual(agent.group_memberships(id=membership.id).group.name, group.name)
        self.assertEqual([user.id for user in agent.groups.users(group)], [102])
        for listed in (agent.groups.memberships(group), agent.groups.memberships_assignable(group)):
            self.assertEqual([one.id for one in listed], [membership.id])
        for listed in (agent.group_memberships(), agent.group_memberships.assignable()):
            self.assertIn(membership.id, [one.id for one in listed])
        admin.group_memberships.make_default(102, membership)
        self.assertEqual(agent.users(id=102).default_group_id, group.id)
        admin.group_memberships.delete(membership)
        self.assertEqual(list(agent.groups.users(group)), [])


class RolesAndTags(unittest.TestCase):
    def test_custom_roles(self):
        roles = {role.id: role for role in agent.custom_agent_roles()}
        self.assertEqual(agent.custom_agent_roles(id=802).name, roles[802].name)
        user = admin.users.create(User(name=unique(), email=address(), role="agent", custom_role_id=802))
        self.assertEqual(user.custom_role.name, "Editor")

    def test_tags_of_the_account(self):
        tag = uuid.uuid4().hex
        for _ in range(2):
            agent.users.create(User(name=unique(), tags=[tag]))
        for tags in (agent.tags(), agent.tags(cursor_pagination=2)):
            self.assertEqual([one.count for one in tags if one.name == tag], [2])
