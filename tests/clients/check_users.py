"""Users, and what goes with them."""

import unittest
import uuid

from callers import address, admin, agent, client, completed, rows, unique
from zenpy.lib.api_objects import Identity, Ticket, User
from zenpy.lib.exception import APIException, RecordNotFoundException, TooManyValuesException


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
        self.assertEqual(list(agent.users.tags(user.id)), ["c"])

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
        identity.value = address()
        self.assertEqual(agent.users.identities.update(user, identity).value, identity.value)
        agent.users.identities.request_verification(user, identity)
        agent.users.identities.delete(user, identity)
        self.assertEqual([one.value for one in agent.users.identities(id=user.id)], [user.email])

    def test_related(self):
        user = self.create()
        agent.tickets.create(Ticket(description="x", requester_id=user.id))
        related = agent.users.related(user)
        self.assertEqual((related.requested_tickets, related.ccd_tickets, related.assigned_tickets), (1, 0, 0))

    def test_tickets_and_requests_of_a_user(self):
        user, copied = self.create(email=address()), self.create(email=address())
        ticket = Ticket(description="x", requester_id=user.id, assignee_id=102, collaborator_ids=[copied.id])
        ticket = agent.tickets.create(ticket).ticket
        self.assertEqual([one.id for one in agent.users.requested(user, include=["users"])], [ticket.id])
        self.assertEqual([one.id for one in agent.users.cced(copied)], [ticket.id])
        self.assertIn(ticket.id, [one.id for one in agent.users.assigned(102)])
        self.assertEqual([one.id for one in agent.users.requests(id=user.id)], [ticket.id])

    def test_groups_of_an_agent(self):
        self.assertIn(1, [group.id for group in agent.users.groups(102)])
        self.assertIn(1, [one.group_id for one in agent.users.group_memberships(102, include=["groups"])])

    def test_memberships_of_a_user(self):
        user = self.create(organization_id=301)
        self.assertEqual([one.organization_id for one in agent.users.organization_memberships(user)], [301])

    def test_search(self):
        external_id = uuid.uuid4().hex
        user = self.create(email=address(), external_id=external_id)
        self.assertEqual([one.id for one in agent.users.search(query=user.email)], [user.id])
        self.assertEqual([one.id for one in agent.users.search(external_id=external_id)], [user.id])
        self.assertEqual([one.id for one in agent.users(external_ids=[external_id])], [user.id])

    def test_incremental_by_time(self):
        self.create()
        exported = [user.id for user in admin.users.incremental(start_time=0, paginate_by_time=True, include=["organizations"])]
        self.assertEqual(len(exported), len(set(exported)))
        self.assertIn(204, exported)

    def test_deleted_users(self):
        user = self.create()
        agent.users.delete(user)
        self.assertEqual(admin.users.deleted(id=user.id).name, user.name)

    def test_list_of_a_role(self):
        self.assertEqual({user.role for user in agent.users(role=["agent", "admin"])}, {"agent", "admin"})

    def test_own_profile(self):
        self.assertEqual(agent.end_user.show(201).name, "Ana Díaz")


class ManyUsers(unittest.TestCase):
    def create(self):
        made = rows(admin.users.create([User(name=unique(), external_id=uuid.uuid4().hex) for _ in range(3)]))
        self.assertEqual([status for status, _ in made], ["Created"] * 3)
        return [agent.users(id=id) for _, id in made]

    def test_create_update_and_delete(self):
        users = self.create()
        for user in users:
            user.notes = "changed"
        self.assertEqual(rows(admin.users.update(users)), [("Updated", user.id) for user in users])
        self.assertEqual([agent.users(id=user.id).notes for user in users], ["changed"] * 3)
        self.assertEqual([status for status, _ in rows(admin.users.delete(users))], ["Deleted"] * 3)
        self.assertFalse(any(agent.users(id=user.id).active for user in users))

    def test_create_or_update(self):
        users = self.create()
        again = [User(name=unique(), external_id=users[0].external_id), User(name=unique(), email=address())]
        self.assertEqual([status for status, _ in rows(admin.users.create_or_update(again))], ["Updated", "Created"])

    def test_by_external_ids(self):
        users = self.create()
        for number, user in enumerate(users):
            user.notes = str(number)
        self.assertEqual([status for status, _ in rows(admin.users.update_by_external_id(users))], ["Updated"] * 3)
        self.assertEqual([agent.users(id=user.id).notes for user in users], ["0", "1", "2"])
        self.assertEqual([status for status, _ in rows(admin.users.delete_by_external_id(users))], ["Deleted"] * 3)

    def test_a_refusal_is_in_its_row(self):
        email = address()
        job = completed(admin.users.create([User(name=unique(), email=email), User(name=unique(), email=email)]))
        self.assertEqual([row.status for row in job.results], ["Created", "Failed"])

    def test_jobs_are_listed_and_shown(self):
        ids = [admin.users.create([User(name=unique())]).id for _ in range(2)]
        self.assertEqual([job.id for job in admin.job_status(ids=ids)["job_statuses"]], ids)
        self.assertTrue(set(ids) <= {job.id for job in admin.job_status()["job_statuses"]})


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
