//! Two organizations become one.

use serde_json::{Value, json};

use crate::create_tickets::added;
use crate::support::{Answer, Caller, Request, TestApp, keys, mistakes, unique};

const ORGANIZATIONS: &str = "/api/v2/organizations";

fn organization(organization: &Value) -> Value {
    let body = json!({ "organization": organization });
    TestApp::shared().post(ORGANIZATIONS, &body).by(Caller::Admin).told(201)["organization"].take()
}

fn merging(loser: &Value, merge: &Value) -> Request<'static> {
    let body = json!({ "organization_merge": merge });
    TestApp::shared().post(&format!("{ORGANIZATIONS}/{loser}/merge"), &body).by(Caller::Admin)
}

fn merge(loser: &Value, winner: &Value) -> Answer {
    merging(loser, &json!({ "winner_id": winner })).send()
}

fn get(path: &str) -> Value {
    TestApp::shared().get(path).by(Caller::Admin).told(200)
}

/// The organizations of a user, and which of them is the default.
fn memberships(user: &Value) -> Vec<(Value, bool)> {
    let list = get(&format!("/api/v2/users/{user}/organization_memberships"))["organization_memberships"].take();
    list.as_array().unwrap().iter().map(|one| (one["organization_id"].clone(), one["default"] == true)).collect()
}

#[test]
fn nothing_that_either_organization_had_is_lost() {
    let app = TestApp::shared();
    let group = app.post("/api/v2/groups", &json!({ "group": { "name": unique() } })).by(Caller::Admin).told(201)["group"]["id"].take();
    let loser = organization(&json!({
        "name": unique(), "external_id": unique(), "domain_names": ["both.example", "loser.example"], "tags": ["b", "c"],
        "notes": "from loser", "details": "only here", "group_id": group,
    }));
    let winner = organization(
        &json!({ "name": unique(), "domain_names": ["winner.example", "both.example"], "tags": ["a", "b"], "notes": "from winner" }),
    );
    let member = app.add(&json!({ "name": unique(), "organization_id": loser["id"] }));
    let ticket = added(&json!({ "description": "x", "requester_id": member["id"] }));
    assert_eq!(ticket["organization_id"], loser["id"]);
    let told = merge(&loser["id"], &winner["id"]).told(200)["organization_merge"].take();
    assert_eq!(keys(&told), ["id", "url", "loser_id", "winner_id", "status"]);
    assert_eq!((&told["loser_id"], &told["winner_id"], &told["status"]), (&loser["id"], &winner["id"], &json!("complete")));
    let merged = get(&format!("{ORGANIZATIONS}/{}", winner["id"]))["organization"].take();
    for (key, expected) in [
        ("name", &winner["name"]),
        ("external_id", &loser["external_id"]),
        ("domain_names", &json!(["winner.example", "both.example", "loser.example"])),
        ("tags", &json!(["a", "b", "c"])),
        ("notes", &json!("from winner\nfrom loser")),
        ("details", &json!("only here")),
        ("group_id", &group),
    ] {
        assert_eq!(merged[key], *expected, "{key}");
    }
    assert_eq!(get(&format!("/api/v2/tickets/{}", ticket["id"]))["ticket"]["organization_id"], winner["id"]);
    app.get(&format!("{ORGANIZATIONS}/{}", loser["id"])).by(Caller::Admin).told(404);
    // It is found by what was the other's.
    let found = get(&format!("/api/v2/search?query=type:organization+tags:c+{}", winner["name"].as_str().unwrap()));
    assert_eq!(found["results"][0]["id"], winner["id"]);
}

#[test]
fn members_go_over_and_keep_their_default() {
    let app = TestApp::shared();
    let name = unique();
    let [loser, other] = [(); 2].map(|()| organization(&json!({ "name": unique() }))["id"].take());
    let winner = organization(&json!({ "name": name }))["id"].take();
    // The first of each is the default one.
    let user = |organizations: &[&Value]| app.add(&json!({ "name": unique(), "organization_ids": organizations }))["id"].take();
    let of = |id: &Value, default: bool| (id.clone(), default);
    let cases = [
        (user(&[&loser]), vec![of(&winner, true)]),
        (user(&[&loser, &winner]), vec![of(&winner, true)]),
        (user(&[&winner, &loser]), vec![of(&winner, true)]),
        (user(&[&loser, &other]), vec![of(&winner, true), of(&other, false)]),
        (user(&[&other, &loser]), vec![of(&other, true), of(&winner, false)]),
        (user(&[&other, &loser, &winner]), vec![of(&other, true), of(&winner, false)]),
        (user(&[&loser, &winner, &other]), vec![of(&winner, true), of(&other, false)]),
        (user(&[&loser, &other, &winner]), vec![of(&winner, true), of(&other, false)]),
    ];
    merge(&loser, &winner).told(200);
    for (number, (user, expected)) in cases.iter().enumerate() {
        assert_eq!(memberships(user), *expected, "{number}");
    }
    assert_eq!(get(&format!("{ORGANIZATIONS}/{winner}/users/count"))["count"]["value"], cases.len());
    let found = get(&format!("/api/v2/search/count?query=type:user+organization:{name}"));
    assert_eq!(found["count"], cases.len());
}

#[test]
fn a_merge_is_shown_at_both_and_by_itself() {
    let app = TestApp::shared();
    let [first, second, third] = [(); 3].map(|()| organization(&json!({ "name": unique() }))["id"].take());
    let one = merge(&first, &second).told(200)["organization_merge"].take();
    let two = merge(&second, &third).told(200)["organization_merge"].take();
    for (organization, expected) in [(&first, json!([one])), (&second, json!([one, two])), (&third, json!([two]))] {
        assert_eq!(get(&format!("{ORGANIZATIONS}/{organization}/merges"))["organization_merges"], expected);
    }
    let page = get(&format!("{ORGANIZATIONS}/{second}/merges?page[size]=1"));
    assert_eq!(get(page["links"]["next"].as_str().unwrap())["organization_merges"], json!([two]));
    assert_eq!(get(one["url"].as_str().unwrap())["organization_merge"], one);
    for path in ["/api/v2/organizations/999999/merges", "/api/v2/organization_merges/01HPZM6206BF4G63783E5349AD"] {
        assert_eq!(app.get(path).by(Caller::Admin).told(404)["error"], "RecordNotFound", "{path}");
    }
}

#[test]
fn a_merge_that_is_sent_twice_happens_once() {
    let [loser, winner] = [(); 2].map(|()| organization(&json!({ "name": unique(), "notes": "x" }))["id"].take());
    let (key, body) = (unique(), json!({ "winner_id": winner }));
    let send = || merging(&loser, &body).header("idempotency-key", &key).send();
    let (first, second) = (send(), send());
    assert_eq!((first.status, first.header("x-idempotency-lookup")), (200, Some("miss")), "{}", first.text);
    assert_eq!((second.status, second.header("x-idempotency-lookup"), &second.text), (200, Some("hit"), &first.text));
    assert_eq!(get(&format!("{ORGANIZATIONS}/{winner}"))["organization"]["notes"], "x\nx");
    assert_eq!(merge(&loser, &winner).told(404)["error"], "RecordNotFound");
}

#[test]
fn an_organization_goes_only_into_another_that_is_there() {
    let loser = organization(&json!({ "name": unique() }))["id"].take();
    for (winner, expected) in [
        (json!({ "winner_id": 999_999 }), "winner_id: unknown"),
        (json!({ "winner_id": 9_223_372_036_854_775_807_i64 }), "winner_id: unknown"),
        (json!({ "winner_id": loser }), "winner_id: unknown"),
        (json!({}), "winner_id: required"),
        (json!({ "winner_id": null }), "winner_id: required"),
        (json!({ "winner_id": "x" }), "winner_id: id_form"),
        (json!({ "winner_id": [] }), "winner_id: wrong_type"),
    ] {
        assert_eq!(mistakes(&merging(&loser, &winner).told(422)), [expected], "{winner}");
    }
    assert_eq!(merging(&json!(999_999), &json!({ "winner_id": loser })).told(404)["error"], "RecordNotFound");
    let body = json!({ "winner_id": 301 });
    let path = format!("{ORGANIZATIONS}/{loser}/merge");
    assert_eq!(TestApp::shared().post(&path, &body).by(Caller::Admin).told(400)["code"], "missing_object");
    get(&format!("{ORGANIZATIONS}/{loser}"));
}
