"""Tickets, requests and search."""

import unittest
import uuid

from callers import address, admin, agent, unique
from zenpy.lib.api_objects import Comment, Request, Ticket, User
from zenpy.lib.exception import RecordNotFoundException


class Tickets(unittest.TestCase):
    def create(self, **values):
        return agent.tickets.create(Ticket(subject=unique(), description="It smokes.", **values))

    def test_create_for_somebody_new(self):
        email = address()
        audit = self.create(requester=User(name=unique(), email=email), tags=["smoke"])
        self.assertEqual((audit.ticket.requester.email, audit.ticket.tags, audit.ticket.status), (email, ["smoke"], "new"))
        self.assertEqual(audit.audit.ticket_id, audit.ticket.id)

    def test_update_and_comments(self):
        ticket = self.create().ticket
        ticket.comment = Comment(body="It burns.", public=False)
        ticket.status = "open"
        self.assertEqual(agent.tickets.update(ticket).ticket.status, "open")
        self.assertEqual([comment.body for comment in agent.tickets.comments(ticket)], ["It smokes.", "It burns."])

    def test_show_many_and_by_external_id(self):
        external_id = uuid.uuid4().hex
        tickets = [self.create(external_id=external_id).ticket, self.create().ticket]
        ids = [ticket.id for ticket in tickets]
        self.assertEqual([ticket.id for ticket in agent.tickets(ids=ids)], ids)
        self.assertEqual([ticket.id for ticket in agent.tickets(external_id=external_id)], ids[:1])
        self.assertTrue(set(ids) <= {ticket.id for ticket in agent.tickets(include=["users", "groups"])})

    def test_delete(self):
        ticket = self.create().ticket
        agent.tickets.delete(ticket)
        with self.assertRaises(RecordNotFoundException):
            agent.tickets(id=ticket.id)


class Requests(unittest.TestCase):
    def test_create_show_answer_and_list(self):
        subject = uuid.uuid4().hex
        request = agent.requests.create(Request(subject=subject, comment=Comment(body="Help!")))
        self.assertEqual(agent.requests(id=request.id).subject, subject)
        request.comment = Comment(body="Still there?")
        agent.requests.update(request)
        self.assertEqual([comment.body for comment in agent.requests.comments(request.id)], ["Help!", "Still there?"])
        for listed in (agent.requests(), agent.requests.open(), agent.requests.search(subject)):
            self.assertIn(request.id, [one.id for one in listed])
        for listed in (agent.requests.solved(), agent.requests.ccd()):
            self.assertNotIn(request.id, [one.id for one in listed])


class Search(unittest.TestCase):
    def test_search_count_and_export(self):
        word = uuid.uuid4().hex
        users = [agent.users.create(User(name=word + " " + unique(), email=address())) for _ in range(3)]
        expected = {user.id for user in users}
        self.assertEqual({user.id for user in agent.search(word, type="user")}, expected)
        self.assertEqual(agent.search.count(word, type="user"), 3)
        self.assertEqual({user.id for user in admin.search_export(word, type="user", cursor_pagination=2)}, expected)
        self.assertEqual([user.id for user in agent.search(type="user", email=users[0].email)], [users[0].id])
        self.assertEqual(list(agent.search(word, type="organization")), [])
