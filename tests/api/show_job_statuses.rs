//! Jobs: how they are listed, and what becomes of one whose message is lost or whose consumer dies.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::database;
use crate::jobs::{completed, queued, show};
use crate::support::{Caller, TestApp, address, unique};

const JOBS: &str = "/api/v2/job_statuses";

fn start(app: &TestApp, users: &[Value]) -> Value {
    queued(&app.post("/api/v2/users/create_many", &json!({ "users": users })).by(Caller::Admin).send())["id"].take()
}

#[test]
fn whoever_may_not_list_people_sees_only_jobs_of_their_own() {
    let app = TestApp::shared();
    let id = start(app, &[json!({ "name": unique() })]);
    let path = format!("{JOBS}/{}", id.as_str().unwrap());
    let ids = |caller| app.get(&format!("{JOBS}/show_many?ids={}", id.as_str().unwrap())).by(caller).told(200)["count"].take();
    for (caller, status, count) in [(Caller::Admin, 200, 1), (Caller::Agent, 200, 1), (Caller::Restricted, 404, 0)] {
        assert_eq!(app.get(&path).by(caller).send().status, status, "{caller:?}");
        assert_eq!(ids(caller), json!(count), "{caller:?}");
    }
    let own = queued(&app.post("/api/v2/users/create_many", &json!({ "users": [{ "name": unique() }] })).by(Caller::Restricted).send());
    app.get(&format!("{JOBS}/{}", own["id"].as_str().unwrap())).by(Caller::Restricted).told(200);
}

/// A job whose message nobody has sent, asked for so many seconds ago.
fn lose(state: &Path, users: &Value, standing: &str, seconds: u32) -> Value {
    let id = 4_000_000_000_000_000 + i64::from(rand());
    let sql = "INSERT INTO jobs (id, kind, caller_id, standing, organizations, entry_point, settings_version, request_id, total, payload, created_at, moved_at)
        SELECT ?, 'create_users', 101, ?, '[]', 'api', 0, 'lost', json_array_length(?), json_object('common', json('{}'), 'items', json(?)), at, at
        FROM (SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 'now', ?) AS at)";
    let users = users.to_string();
    database::run(state, sql, &[&id.to_string(), standing, &users, &users, &format!("-{seconds} seconds")]);
    json!(format!("V3-{id:032x}"))
}

/// An instance into whose database tests write past it, one test at a time: it counts on being alone with it.
fn own() -> MutexGuard<'static, TestApp> {
    static OWN: OnceLock<Mutex<TestApp>> = OnceLock::new();
    OWN.get_or_init(|| Mutex::new(TestApp::start())).lock().unwrap_or_else(PoisonError::into_inner)
}

fn rand() -> u32 {
    unique().trim_start_matches(crate::support::MARKER).parse().unwrap()
}

#[test]
fn jobs_are_listed_by_cursor_and_shown_by_their_ids() {
    let app = TestApp::shared();
    let ids: Vec<_> = (0..3).map(|_| start(app, &[json!({ "name": "x" })])).collect();
    let jobs: Vec<_> = ids.iter().map(|id| completed(app, id)).collect();
    let mut listed = Vec::new();
    let mut next = json!(format!("{}{JOBS}?page[size]=2", app.base));
    while let Some(link) = next.as_str() {
        let mut page = app.get(link).by(Caller::Light).told(200);
        assert!(page["job_statuses"].as_array().unwrap().len() <= 2);
        listed.extend(page["job_statuses"].as_array().unwrap().clone());
        next = page["links"]["next"].take();
    }
    let ours: Vec<_> = listed.into_iter().filter(|job| ids.contains(&job["id"])).collect();
    assert_eq!(ours, jobs);
    let asked = format!("{},V3-none,{}", ids[2].as_str().unwrap(), ids[0].as_str().unwrap());
    let many = app.get(&format!("{JOBS}/show_many?ids={asked}")).by(Caller::Agent).told(200);
    assert_eq!(many, json!({ "job_statuses": [jobs[0], jobs[2]], "next_page": null, "previous_page": null, "count": 2 }));
    for id in ["V3-00000000000000000000000000000001", "V3-7fffffffffffffffffffffffffffffff", "7"] {
        assert_eq!(app.get(&format!("{JOBS}/{id}")).by(Caller::Agent).told(404)["error"], "RecordNotFound", "{id}");
    }
}

#[test]
fn a_job_that_has_lost_its_message_is_done_once_somebody_looks() {
    let app = own();
    let state = &app.server().state;
    for look in ["show", "list", "many"] {
        let job = lose(state, &json!([{ "name": unique(), "role": "admin" }]), "admin", 11);
        let id = job.as_str().unwrap();
        match look {
            "show" => assert_eq!(show(&app, &job)["status"], "queued"),
            "list" => drop(app.get(&format!("{JOBS}?page[size]=1&sort=-id")).by(Caller::Light).told(200)),
            _ => drop(app.get(&format!("{JOBS}/show_many?ids={id}")).by(Caller::Light).told(200)),
        }
        thread::sleep(Duration::from_millis(500));
        let job = show(&app, &job);
        assert_eq!((&job["status"], &job["results"][0]["status"]), (&json!("completed"), &json!("Created")), "{look}");
    }
}

#[test]
fn what_counts_are_the_callers_rights_when_they_asked() {
    let app = own();
    let job = lose(&app.server().state, &json!([{ "name": "x", "role": "agent" }, { "name": "y" }]), "restricted", 11);
    // Caller 101 is an admin, and was none.
    show(&app, &job);
    let rows = completed(&app, &job)["results"].take();
    assert_eq!(
        (&rows[0]["error"], &rows[0]["details"]),
        (&json!("Forbidden"), &json!("Agents can add and change customers, not agents or admins."))
    );
    assert_eq!(rows[1]["status"], "Created");
}

#[test]
fn an_item_that_has_a_row_is_not_done_again() {
    let app = own();
    let state = &app.server().state;
    let [first, second] = [(); 2].map(|()| address());
    let job = lose(state, &json!([{ "name": "x", "email": first }, { "name": "y", "email": second }]), "admin", 11);
    let number = i64::from_str_radix(&job.as_str().unwrap()[3..], 16).unwrap().to_string();
    database::run(state, "INSERT INTO job_results VALUES (?, 0, '{\"id\":1,\"status\":\"Created\"}')", &[&number]);
    show(&app, &job);
    let rows = completed(&app, &job)["results"].take();
    assert_eq!((&rows[0], &rows[1]["status"]), (&json!({ "id": 1, "status": "Created" }), &json!("Created")));
    let with = |address: &str| database::count(state, "SELECT count(*) FROM identities WHERE value = ?", &[address]);
    assert_eq!((with(&first), with(&second)), (0, 1));
}

/// Of two consumers that have read the same job, the second finds the row only when it writes.
#[test]
fn what_another_consumer_does_meanwhile_is_not_done_twice() {
    let app = own();
    let (state, email) = (&app.server().state, address());
    let job = lose(state, &json!([{ "name": "x", "email": email }]), "admin", 11);
    let number = i64::from_str_radix(&job.as_str().unwrap()[3..], 16).unwrap();
    let other = format!(
        "CREATE TRIGGER other_consumer AFTER INSERT ON audit_log WHEN NEW.request_id = 'lost' BEGIN
         INSERT INTO job_results VALUES ({number}, 0, '{{}}'); END"
    );
    database::run(state, &other, &[]);
    for _ in 0..5 {
        show(&app, &job);
        thread::sleep(Duration::from_millis(100));
    }
    let added = || database::count(state, "SELECT count(*) FROM identities WHERE value = ?", &[&email]);
    let before = added();
    // As if the other had failed: it is done by whoever comes next, once.
    database::run(state, "DROP TRIGGER other_consumer", &[]);
    assert_eq!((before, &completed(&app, &job)["results"][0]["status"], added()), (0, &json!("Created"), 1));
}

#[test]
fn the_clock_sends_what_is_lost_gives_up_what_never_ends_and_drops_what_is_old() {
    let app = TestApp::start();
    let state = &app.server().state;
    let lost = lose(state, &json!([{ "name": unique() }]), "admin", 11);
    let insert = |status: &str, hours: u32| {
        let made = "SELECT ((CAST(strftime('%s', 'now', ?) AS INTEGER)) * 1000 - 1767225600000) * 4096";
        let id = database::count(state, made, &[&format!("-{hours} hours")]);
        let sql = "INSERT INTO jobs (id, kind, caller_id, standing, organizations, entry_point, settings_version, request_id, total, payload, status, created_at, moved_at)
            VALUES (?, 'create_users', 101, 'admin', '[]', 'api', 0, 'old', 1, 'no payload', ?, '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z')";
        database::run(state, sql, &[&id.to_string(), status]);
        json!(format!("V3-{id:032x}"))
    };
    let (stuck, kept, old) = (insert("working", 2), insert("completed", 23), insert("completed", 25));
    app.server().strike();
    let started = Instant::now();
    while database::count(state, "SELECT count(*) FROM job_results", &[]) == 0 {
        assert!(started.elapsed() < Duration::from_secs(20), "{}", app.server().end_of_log());
        thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(show(&app, &lost)["results"][0]["status"], "Created");
    assert_eq!(show(&app, &stuck)["status"], "failed");
    show(&app, &kept);
    app.get(&format!("{JOBS}/{}", old.as_str().unwrap())).by(Caller::Agent).told(404);
}

/// Users of whom every second has the address of the one before: no two of them are written by one batch. Of two pairs the
/// address is somebody's already.
fn pairs(app: &TestApp) -> Vec<Value> {
    let mut users: Vec<_> =
        (0..100).map(|_| json!({ "name": unique(), "email": address(), "organization": { "name": unique() } })).collect();
    for at in (0..100).step_by(2) {
        users[at + 1]["email"] = users[at]["email"].clone();
    }
    for at in TAKEN {
        app.add(&users[at]);
    }
    users
}

const TAKEN: [usize; 2] = [30, 80];

/// Whole users, each added once, who have one of these addresses.
const WHOLE: &str = "SELECT count(*) FROM json_each(?) s JOIN identities i ON i.type = 'email' AND i.normal_form = s.value
    JOIN users u ON u.id = i.user_id JOIN organization_memberships m ON m.user_id = u.id
    WHERE 1 = (SELECT count(*) FROM audit_log a WHERE a.target_id = u.id AND a.action = 'user.created')";

/// Jobs that are acknowledged until the server is gone.
fn start_until_it_dies(app: &TestApp, calls: &[Vec<Value>], acknowledged: &Mutex<Vec<(Value, Vec<Value>)>>) {
    for users in calls {
        let request = app.post("/api/v2/users/create_many", &json!({ "users": users })).by(Caller::Admin);
        match request.try_send() {
            Ok(answer) if answer.status == 200 => acknowledged.lock().unwrap().push((queued(&answer)["id"].take(), users.clone())),
            _ => return,
        }
    }
}

/// Waits until so many items are done, of jobs at which somebody looks from time to time.
fn wait_for_results(app: &TestApp, count: i64, jobs: &[(Value, Vec<Value>)]) {
    let (started, state) = (Instant::now(), &app.server().state);
    while database::count(state, "SELECT count(*) FROM job_results", &[]) < count && started.elapsed() < Duration::from_secs(20) {
        for (job, _) in jobs {
            show(app, job);
        }
    }
}

#[test]
fn jobs_whose_consumer_is_killed_go_on_and_do_no_item_twice_and_lose_none() {
    const WRITERS: usize = 4;
    const KILLS: i64 = 4;
    let mut app = TestApp::start();
    let state = app.server().state.clone();
    let count = |sql: &str| database::count(&state, sql, &[]);
    let calls: Vec<_> = (0..8).map(|_| pairs(&app)).collect();
    let acknowledged = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for calls in calls.chunks(8 / WRITERS) {
            scope.spawn(|| start_until_it_dies(&app, calls, &acknowledged));
        }
        wait_for_results(&app, 30, &[]);
        app.server().kill_workerd();
    });
    app.restart();
    let in_the_middle = count("SELECT count(*) FROM jobs WHERE status = 'working'") > 0;
    let acknowledged = acknowledged.into_inner().unwrap();
    // Once more while the same jobs go on: what is between two writes is short, and met by chance only.
    for more in 1..KILLS {
        wait_for_results(&app, count("SELECT count(*) FROM job_results") + 30 * more, &acknowledged);
        app.server().kill_workerd();
        app.restart();
    }
    for (job, users) in &acknowledged {
        let rows = completed(&app, job)["results"].take();
        for (at, row) in rows.as_array().unwrap().iter().enumerate() {
            assert_eq!(row["status"], if at % 2 == 1 || TAKEN.contains(&at) { "Failed" } else { "Created" }, "{at}: {row}");
        }
        let emails: Vec<_> = users.iter().map(|user| user["email"].as_str().unwrap().to_lowercase()).collect();
        assert_eq!(database::count(&state, WHOLE, &[&json!(emails).to_string()]), 100);
    }
    // One whose answer was lost on the way is a job all the same.
    let started = Instant::now();
    while count("SELECT count(*) FROM jobs WHERE status IN ('queued', 'working')") > 0 {
        app.server().strike();
        assert!(started.elapsed() < Duration::from_secs(20), "{}", app.server().end_of_log());
    }
    let created = count("SELECT count(*) FROM job_results WHERE result LIKE '%\"Created\"%'");
    assert_eq!(count("SELECT count(*) FROM users WHERE id > 10000"), 16 + created);
    assert_eq!(count("SELECT count(*) FROM jobs WHERE total != (SELECT count(*) FROM job_results WHERE job_id = id)"), 0);
    assert!(in_the_middle, "no job was half done when workerd was killed");
}

#[test]
fn so_many_jobs_may_be_under_way_and_no_more() {
    let app = own();
    let state = &app.server().state;
    let (key, users) = (unique(), json!({ "users": [{ "name": unique() }] }));
    let keyed = || app.post("/api/v2/users/create_many", &users).by(Caller::Admin).header("idempotency-key", &key).send();
    let first = keyed();
    completed(&app, &queued(&first)["id"]);
    // Not lost yet: nobody does them while this looks.
    for _ in 0..30 {
        lose(state, &json!([{ "name": unique() }]), "admin", 0);
    }
    let call = || app.post("/api/v2/users/create_many", &json!({ "users": [{ "name": unique() }] })).by(Caller::Admin).send();
    let refused = call();
    assert!(refused.header("retry-after").is_some_and(|seconds| seconds.parse::<u32>().is_ok()));
    assert_eq!(refused.told(429)["code"], "too_many_jobs");
    // What was asked for before is no job more.
    assert_eq!((keyed().status, keyed().text), (200, first.text));
    database::run(state, "UPDATE jobs SET status = 'completed' WHERE status IN ('queued', 'working')", &[]);
    assert_eq!(call().status, 200);
}
