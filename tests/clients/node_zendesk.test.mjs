// node-zendesk, unpatched.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import zendesk from "node-zendesk";
import { serve } from "../server.mjs";

const unique = () => `node ${randomUUID()}`;
const address = () => `${randomUUID()}@node.test`;

describe("node-zendesk", () => {
  let usher, agent, admin;
  before(async () => {
    usher = await serve();
    const client = (name) => zendesk.createClient({ username: `${name}@example.com`, token: `dev-${name}-token`, endpointUri: `${usher.url}/api/v2` });
    [agent, admin] = ["agent", "admin"].map(client);
  });
  after(() => usher.stop());

  const customer = async (values) => (await agent.users.create({ user: { id: "", name: unique(), ...values } })).result;

  it("creates, shows, changes, lists and deletes users", async () => {
    const user = await customer({ email: address(), tags: ["vip"] });
    assert.deepEqual((await agent.users.show(user.id)).result.tags, ["vip"]);
    assert.equal((await agent.users.update(user.id, { user: { notes: "changed" } })).result.notes, "changed");
    assert.equal((await agent.users.suspend(user.id)).result.suspended, true);
    assert.equal((await agent.users.unsuspend(user.id)).result.suspended, false);
    assert.ok((await agent.users.list()).some(({ id }) => id === user.id));
    assert.ok((await agent.users.listWithFilter("role", "admin")).every(({ role }) => role === "admin"));
    await agent.users.delete(user.id);
    assert.equal((await agent.users.show(user.id)).result.active, false);
  });

  it("lists more than a page", async () => {
    await Promise.all(Array.from({ length: 105 }, () => customer()));
    const ids = (await agent.users.list()).map(({ id }) => id);
    assert.ok(ids.length > 105);
    assert.equal(new Set(ids).size, ids.length);
  });

  it("creates or updates, shows many, merges and tags users", async () => {
    const email = address();
    const user = (await agent.users.createOrUpdate({ user: { name: unique(), email } })).result;
    assert.equal((await agent.users.createOrUpdate({ user: { name: "Again", email } })).result.id, user.id);
    const other = await customer();
    assert.deepEqual((await agent.users.showMany([user.id, other.id])).result.map(({ id }) => id), [user.id, other.id]);
    assert.equal((await agent.users.merge(other.id, user.id)).result.id, user.id);
    await agent.users.setTags(user.id, { tags: ["a"] });
    await agent.users.addTags(user.id, { tags: ["b"] });
    assert.deepEqual((await agent.users.show(user.id)).result.tags, ["a", "b"]);
    assert.equal((await agent.users.me()).result.email, "agent@example.com");
    assert.ok((await admin.users.incremental(1)).length > 0);
  });

  it("handles identities", async () => {
    const user = await customer({ email: address() });
    const { result: identity } = await agent.useridentities.create(user.id, { identity: { type: "email", value: address() } });
    assert.equal((await agent.useridentities.show(user.id, identity.id)).result.value, identity.value);
    await agent.useridentities.makePrimary(user.id, identity.id);
    assert.equal((await agent.users.show(user.id)).result.email, identity.value);
    assert.equal((await agent.useridentities.verify(user.id, identity.id)).result.verified, true);
    await agent.useridentities.requestVerification(user.id, identity.id);
    assert.equal((await agent.useridentities.list(user.id)).length, 2);
    await agent.useridentities.delete(user.id, identity.id);
    assert.equal((await agent.useridentities.list(user.id)).length, 1);
  });

  it("handles organizations", async () => {
    const external_id = randomUUID();
    const organization = (await admin.organizations.create({ organization: { name: unique(), external_id } })).result;
    assert.equal((await admin.organizations.update(organization.id, { organization: { notes: "changed" } })).result.notes, "changed");
    assert.equal((await admin.organizations.createOrUpdate({ organization: { external_id, details: "x" } })).result.id, organization.id);
    assert.deepEqual((await agent.organizations.showMany([organization.id])).map(({ id }) => id), [organization.id]);
    assert.deepEqual((await agent.organizations.showManyByExternalIds([external_id])).map(({ id }) => id), [organization.id]);
    assert.deepEqual((await agent.organizations.autocomplete({ name: organization.name })).map(({ id }) => id), [organization.id]);
    assert.equal((await agent.organizations.related(organization.id)).result.organization_related.users_count, 0);
    await admin.organizations.delete(organization.id);
    await assert.rejects(agent.organizations.show(organization.id), /404/);
  });

  it("handles the fields of users and organizations", async () => {
    const key = `k${randomUUID().replaceAll("-", "")}`;
    const options = [{ name: "Gold", value: "gold" }];
    const field = { type: "dropdown", key, title: "Plan", custom_field_options: options };
    const { result: made } = await admin.userfields.create({ user_field: field });
    assert.equal((await agent.userfields.show(made.id)).result.key, key);
    assert.ok((await agent.userfields.list()).some(({ id }) => id === made.id));
    const { result: option } = await admin.userfields.createOrUpdateOption(made.id, { custom_field_option: { name: "Tin", value: "tin" } });
    const { id } = option.custom_field_option;
    assert.equal((await agent.userfields.showOption(made.id, id)).result.custom_field_option.value, "tin");
    assert.equal((await agent.userfields.listOptions(made.id)).result.count, 2);
    const user = await customer({ user_fields: { [key]: "tin" } });
    assert.deepEqual([user.user_fields[key], user.tags], ["tin", ["tin"]]);
    await assert.rejects(customer({ user_fields: { [key]: "lead" } }), /422/);
    await admin.userfields.deleteOption(made.id, id);
    await admin.userfields.reorder([made.id]);
    assert.equal((await admin.userfields.update(made.id, { user_field: { title: "Tariff" } })).result.title, "Tariff");
    await admin.userfields.delete(made.id);
    await assert.rejects(agent.userfields.show(made.id), /404/);
    const { result: of } = await admin.organizationfields.create({ organization_field: { type: "text", key, title: "Region" } });
    await admin.organizationfields.reorder([of.id]);
    assert.equal((await agent.organizationfields.show(of.id)).result.position, 0);
    await admin.organizationfields.delete(of.id);
  });

  it("is told what is wrong", async () => {
    const email = address();
    await customer({ email });
    await assert.rejects(customer({ email }), /422/);
    await assert.rejects(agent.users.show(999999), /404/);
  });
});
