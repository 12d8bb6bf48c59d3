"""zenpy, unpatched, against Usher. USHER_ADDRESS is 127.0.0.1:PORT."""

import os
import unittest
import uuid

os.environ["ZENPY_FORCE_SCHEME"] = "http"

from zenpy import Zenpy
from zenpy.lib.api_objects import Identity, Organization, OrganizationField, User, UserField
from zenpy.lib.exception import APIException, RecordNotFoundException, TooManyValuesException

# zenpy puts a dot between the two: the address of this machine has one to spare.
subdomain, domain = os.environ["USHER_ADDRESS"].split(".", 1)


def client(email, token):
    zenpy = Zenpy(subdomain=subdomain, domain=domain, email=email, token=token)
    # It would answer from memory.
    zenpy.disable_caching()
    return zenpy


admin = client("admin@example.com", "dev-admin-token")
agent = client("agent@example.com", "dev-agent-token")


def unique():
    return "zenpy " + uuid.uuid4().hex


def address():
    return uuid.uuid4().hex + "@zenpy.test"


class Users(unittest.TestCase):
    def create(self, **values):
        return agent.users.create(User(name=unique(), **values))

    def test_create_and_show(self):
        user = self.create(email=address(), tags=["vip"], organization_id=301)
        shown = agent.users(id=user.id)
        self.assertEqual((shown.name, shown.email, shown.tags, shown.organization_id), (user.name, user.email, ["vip"], 301))
        self.assertEqual(shown.organization.name, "Northwind Traders")

    def test_update(self):
        user = self.create()
        user.notes = "changed"
        self.assertEqual(agent.users.update(user).notes, "changed")

    def test_list_walks_both_paginations_to_the_end(self):
        for _ in range(3):
            self.create()
        by_offset = [user.id for user in agent.users(per_page=5)]
        by_cursor = [user.id for user in agent.users(cursor_pagination=3)]
        self.assertEqual(by_offset, by_cursor)
        self.assertEqual(len(by_offset), len(agent.users()))

    def test_show_many(self):
        users = [self.create(), self.create()]
        self.assertEqual([user.id for user in agent.users(ids=[user.id for user in users])], [user.id for user in users])

    def test_create_or_update(self):
        email = address()
        first = agent.users.create_or_update(User(name=unique(), email=email))
        second = agent.users.create_or_update(User(name=unique(), email=email))
        self.assertEqual((first.id, second.name == first.name), (second.id, False))

    def test_delete_and_purge(self):
        user = self.create()
        agent.users.delete(user)
        self.assertFalse(agent.users(id=user.id).active)
        self.assertIn(user.id, [deleted.id for deleted in agent.users.deleted()])
        admin.users.permanently_delete(user)
        self.assertEqual(admin.users.deleted(id=user.id).name, "Permanently Deleted User")

    def test_merge(self):
        source, target = self.create(email=address()), self.create(email=address())
        merged = agent.users.merge(source_user=source, dest_user=target)
        self.assertEqual(merged.id, target.id)
        self.assertEqual(len(list(agent.users.identities(id=target.id))), 2)

    def test_me(self):
        self.assertEqual(agent.users.me().email, "agent@example.com")

    def test_tags(self):
        user = self.create(tags=["a"])
        for change, tag, expected in (("add_tags", "b", "ab"), ("delete_tags", "a", "b"), ("set_tags", "c", "c")):
            getattr(agent.users, change)(user.id, [tag])
            self.assertEqual(agent.users(id=user.id).tags, list(expected))

    def test_incremental(self):
        page = admin.users.incremental(start_time=1)
        self.assertTrue(next(page).id)

    def test_organizations_of_a_user(self):
        user = self.create(organization_id=301)
        self.assertEqual([organization.id for organization in agent.users.organizations(user.id)], [301])

    def test_identities(self):
        user = self.create(email=address())
        identity = agent.users.identities.create(user, Identity(type="email", value=address()))
        self.assertEqual(agent.users.identities.show(user, identity).value, identity.value)
        agent.users.identities.make_primary(user, identity)
        self.assertEqual(agent.users(id=user.id).email, identity.value)
        self.assertTrue(agent.users.identities.verify(user, identity).verified)
        agent.users.identities.request_verification(user, identity)
        agent.users.identities.delete(user, identity)
        self.assertEqual([one.value for one in agent.users.identities(id=user.id)], [user.email])


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


class Fields(unittest.TestCase):
    def test_user_fields(self):
        key = "k" + uuid.uuid4().hex
        options = [{"name": "Gold", "value": "gold"}, {"name": "Tin", "value": "tin"}]
        field = admin.user_fields.create(UserField(type="dropdown", key=key, title="Plan", custom_field_options=options))
        self.assertEqual(admin.user_fields(id=field.id).key, key)
        self.assertIn(key, [one.key for one in admin.user_fields()])
        user = agent.users.create(User(name=unique(), user_fields={key: "gold"}))
        self.assertEqual((agent.users(id=user.id).user_fields[key], user.tags), ("gold", ["gold"]))
        user.user_fields[key] = "tin"
        self.assertEqual(agent.users.update(user).user_fields[key], "tin")
        field.title = "Tariff"
        self.assertEqual(admin.user_fields.update(field).title, "Tariff")
        with self.assertRaises(APIException):
            agent.users.create(User(name=unique(), user_fields={key: "lead"}))
        admin.user_fields.delete(field)
        with self.assertRaises(RecordNotFoundException):
            admin.user_fields(id=field.id)

    def test_organization_fields(self):
        key = "k" + uuid.uuid4().hex
        field = admin.organization_fields.create(OrganizationField(type="integer", key=key, title="Seats"))
        organization = admin.organizations.create(Organization(name=unique(), organization_fields={key: 7}))
        self.assertEqual(agent.organizations(id=organization.id).organization_fields[key], 7)
        admin.organization_fields.reorder([field.id])
        self.assertEqual(admin.organization_fields(id=field.id).position, 0)
        admin.organization_fields.delete(field)


class Failures(unittest.TestCase):
    def test_what_is_not_there(self):
        for call in (lambda: agent.users(id=9223372036854775807), lambda: agent.users.delete(User(id=9223372036854775807))):
            with self.assertRaises(RecordNotFoundException):
                call()

    def test_what_is_taken(self):
        email = address()
        agent.users.create(User(name=unique(), email=email))
        with self.assertRaises(APIException) as told:
            agent.users.create(User(name=unique(), email=email.upper()))
        self.assertIn("DuplicateValue", str(told.exception))

    def test_too_many(self):
        with self.assertRaises(TooManyValuesException):
            list(agent.users(ids=list(range(1, 102))))

    def test_wrong_token(self):
        with self.assertRaises(APIException):
            client("agent@example.com", "wrong").users(id=101)


if __name__ == "__main__":
    unittest.main(verbosity=2)
