"""zenpy, unpatched, against Usher: the fields that an account defines."""

import unittest
import uuid

from callers import admin, agent, unique
from zenpy.lib.api_objects import Organization, OrganizationField, User, UserField
from zenpy.lib.exception import APIException, RecordNotFoundException


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
