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

  const ids = (records) => records.map(({ id }) => id);

  /** A job once it is done; what was answered first says that nothing is. */
  const completed = async ({ result }) => {
    const { id, status, results } = result.job_status ?? result;
    assert.deepEqual([status, results], ["queued", null]);
    return admin.jobstatuses.watch(id, 50, 5);
  };
  /** What became of each item. */
  const done = async (answer) => (await completed(answer)).results.map(({ status }) => status);

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
    // Not `removeTags`, which sends none.
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
    const changed = await agent.useridentities.update(user.id, identity.id, { identity: { value: address() } });
    assert.equal((await agent.users.show(user.id)).result.email, changed.result.value);
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
    assert.equal((await admin.organizations.upsert({ organization: { external_id, details: "y" } })).result.details, "y");
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

  it("merges, exports, counts and deletes many organizations", async () => {
    const make = () => admin.organizations.create({ organization: { name: unique(), external_id: randomUUID() } });
    const [first, second] = [(await make()).result, (await make()).result];
    const user = await customer({ organization_id: first.id });
    assert.deepEqual(ids(await agent.organizations.listByUser(user.id)), [first.id]);
    // Not `count`, which takes the answer for a list and answers nothing.
    assert.ok(ids(await agent.organizations.list()).includes(first.id));
    assert.deepEqual(ids(await agent.organizations.search(first.external_id)), [first.id]);
    assert.ok(ids(await admin.organizations.incremental(0)).includes(301));
    assert.ok((await admin.organizations.incrementalSample(0)).result.length > 0);
    assert.deepEqual(ids(await agent.users.listByOrganization(first.id)), [user.id]);
    assert.deepEqual(await done(await admin.organizations.bulkDelete([first.id])), ["Deleted"]);
    assert.deepEqual(await done(await admin.organizations.bulkDeleteByExternalId([second.external_id])), ["Deleted"]);
  });

  it("creates and updates many", async () => {
    const users = [{ name: unique(), external_id: randomUUID() }, { name: unique() }];
    const created = await completed(await admin.users.createMany({ users }));
    assert.deepEqual(created.results.map(({ status }) => status), ["Created", "Created"]);
    const [one, other] = ids(created.results);
    assert.deepEqual(await done(await admin.users.createOrUpdateMany({ users: users.slice(0, 1) })), ["Updated"]);
    assert.deepEqual(await done(await admin.users.updateMany([one, other], { user: { notes: "changed" } }, null)), ["Updated", "Updated"]);
    assert.equal((await agent.users.show(other)).result.notes, "changed");
    assert.deepEqual(await done(await admin.users.destroyMany([one, other], null, null)), ["Deleted", "Deleted"]);
    const organizations = [{ name: unique() }, { name: unique() }];
    const made = await completed(await admin.organizations.createMany({ organizations }));
    const changes = ids(made.results).map((id) => ({ id, notes: "changed" }));
    assert.deepEqual(await done(await admin.organizations.updateMany({ organizations: changes })), ["Updated", "Updated"]);
    const listed = (await admin.jobstatuses.list()).result.job_statuses;
    assert.ok(listed.some(({ id }) => id === made.id));
    assert.deepEqual(ids((await admin.jobstatuses.showMany([made.id])).result.job_statuses), [made.id]);
  });

  it("handles memberships", async () => {
    const user = await customer();
    const { result: membership } = await agent.organizationmemberships.create({ user_id: user.id, organization_id: 301 });
    const { result: other } = await agent.organizationmemberships.createByUser(user.id, { organization_id: 302 });
    assert.equal((await agent.organizationmemberships.show(membership.id)).result.organization_id, 301);
    assert.equal((await agent.organizationmemberships.showByUser(user.id, other.id)).result.organization_id, 302);
    await agent.organizationmemberships.makeDefault(user.id, other.id);
    assert.equal((await agent.users.show(user.id)).result.organization_id, 302);
    assert.deepEqual(ids(await agent.organizationmemberships.listByUser(user.id)), [other.id, membership.id]);
    assert.ok(ids(await agent.organizationmemberships.listByOrganization(301)).includes(membership.id));
    assert.ok(ids(await agent.organizationmemberships.list()).includes(membership.id));
    await agent.organizationmemberships.delete(membership.id);
    await agent.organizationmemberships.deleteByUser(user.id, other.id);
    const job = await completed(await agent.organizationmemberships.createMany([{ user_id: user.id, organization_id: 301 }]));
    assert.deepEqual(await done(await agent.organizationmemberships.deleteMany(ids(job.results))), ["Deleted"]);
    assert.deepEqual(await agent.organizationmemberships.listByUser(user.id), []);
  });

  it("handles groups and who works in them", async () => {
    const group = (await admin.groups.create({ group: { name: unique() } })).result;
    assert.equal((await admin.groups.update(group.id, { group: { description: "changed" } })).result.description, "changed");
    assert.equal((await agent.groups.show(group.id)).result.name, group.name);
    assert.ok((await agent.groups.count()).result.count.value > 1);
    assert.ok((await agent.groups.countByUser(102)).result.count.value > 0);
    for (const groups of [await agent.groups.list(), await agent.groups.assignable()]) assert.ok(ids(groups).includes(group.id));
    const memberships = admin.groupmemberships;
    const { result: membership } = await memberships.create({ group_membership: { user_id: 101, group_id: group.id } });
    const { result: other } = await memberships.createByUser(102, { group_membership: { group_id: group.id } });
    assert.equal((await memberships.show(membership.id)).result.user_id, 101);
    assert.equal((await memberships.showByUser(102, other.id)).result.group_id, group.id);
    await memberships.makeDefault(102, other.id);
    assert.ok(ids(await memberships.listByUser(102)).includes(other.id));
    assert.deepEqual(ids(await memberships.listByGroup(group.id)), [membership.id, other.id]);
    assert.deepEqual(ids(await memberships.listAssignableByGroup(group.id)), [membership.id, other.id]);
    for (const list of [await memberships.list(), await memberships.listAssignable()]) assert.ok(ids(list).includes(other.id));
    assert.deepEqual(ids(await agent.users.listByGroup(group.id)), [101, 102]);
    await memberships.delete(membership.id);
    await memberships.deleteByUser(102, other.id);
    await admin.groups.delete(group.id);
    assert.ok(!ids(await agent.groups.list()).includes(group.id));
  });

  it("handles tickets", async () => {
    const email = address();
    const { result: ticket } = await agent.tickets.create({ ticket: { comment: { body: "It smokes." }, requester: { name: unique(), email } } });
    assert.equal((await agent.users.show(ticket.requester_id)).result.email, email);
    await agent.tickets.update(ticket.id, { ticket: { status: "open", assignee_id: 102, comment: { body: "It burns." } } });
    assert.equal((await agent.tickets.show(ticket.id)).result.status, "open");
    assert.deepEqual((await agent.tickets.getComments(ticket.id)).map(({ body }) => body), ["It smokes.", "It burns."]);
    assert.deepEqual(ids((await agent.tickets.showMany([ticket.id])).result), [ticket.id]);
    assert.deepEqual(ids(await agent.tickets.listByUserRequested(ticket.requester_id)), [ticket.id]);
    assert.deepEqual(ids(await agent.tickets.listByUserCCD(ticket.requester_id)), []);
    for (const list of [await agent.tickets.list(), await agent.tickets.listAssigned(102)]) assert.ok(ids(list).includes(ticket.id));
    assert.deepEqual(ids(await agent.tickets.listByOrganization(302)), []);
    await agent.tickets.delete(ticket.id);
    await assert.rejects(agent.tickets.show(ticket.id), /404/);
  });

  it("handles requests", async () => {
    const subject = randomUUID();
    const { result: request } = await agent.requests.create({ request: { subject, comment: { body: "Help!" } } });
    await agent.requests.update(request.id, { request: { comment: { body: "Still there?" } } });
    assert.equal((await agent.requests.show(request.id)).result.subject, subject);
    const comments = await agent.requests.listComments(request.id);
    const { comments: [said] } = comments[0];
    assert.equal((await agent.requests.getComment(request.id, said.id))[0].comment.body, "Help!");
    assert.equal((await agent.requests.getRequest(request.id)).result.id, request.id);
    // It takes a page for one thing.
    assert.deepEqual(comments.flatMap((page) => page.comments.map(({ body }) => body)), ["Help!", "Still there?"]);
    for (const list of [await agent.requests.list(), await agent.requests.listOpen(), await agent.requests.listByUser(102)]) {
      assert.ok(ids(list).includes(request.id));
    }
    for (const list of [await agent.requests.listSolved(), await agent.requests.listCCD(), await agent.requests.listByOrganization(302)]) {
      assert.ok(!ids(list).includes(request.id));
    }
    assert.deepEqual(ids((await agent.requests.search({ query: subject })).result), [request.id]);
  });

  it("searches, and lists tags and roles", async () => {
    const word = randomUUID();
    const users = await Promise.all([1, 2, 3].map((number) => customer({ name: `${word} ${number}`, tags: [word] })));
    assert.equal((await agent.search.query(`type:user ${word}`)).result.length, 3);
    assert.equal((await agent.search.queryAll(`type:user ${word}`)).length, 3);
    assert.equal((await agent.search.showResultsCount(`type:user ${word}`)).result.count, 3);
    assert.deepEqual(ids(await admin.search.exportResults(word, "user", 2)).sort(), ids(users).sort());
    assert.equal((await agent.users.search({ query: word })).length, 3);
    assert.deepEqual((await agent.tags.list()).filter(({ name }) => name === word), [{ name: word, count: 3 }]);
    assert.deepEqual(await agent.users.listTags(users[0].id), [{ tags: [word] }]);
    assert.ok((await admin.users.incrementalInclude(0, "organizations")).length > 3);
    assert.ok((await admin.users.incrementalSample(0)).result.length > 3);
  });

  it("is told what is wrong", async () => {
    const email = address();
    await customer({ email });
    await assert.rejects(customer({ email }), /422/);
    await assert.rejects(agent.users.show(999999), /404/);
  });
});
