//! Mail to the support address: what becomes a ticket, what goes on with one, and what is let go.

use serde_json::{Value, json};

use crate::database;
use crate::mailbox;
use crate::posted_mail::{Post, SUPPORT, deliver, sealed};
use crate::support::{Caller, TestApp, address, unique};

fn comments(app: &TestApp, ticket: i64) -> Vec<Value> {
    app.get(&format!("/api/v2/tickets/{ticket}/comments")).by(Caller::Admin).told(200)["comments"].as_array().unwrap().clone()
}

fn ticket(app: &TestApp, number: i64) -> Value {
    app.get(&format!("/api/v2/tickets/{number}")).by(Caller::Admin).told(200)["ticket"].take()
}

fn of(app: &TestApp, user: &Value) -> usize {
    let listed = app.get(&format!("/api/v2/users/{user}/tickets/requested")).by(Caller::Admin).told(200);
    listed["tickets"].as_array().unwrap().len()
}

fn by_address(app: &TestApp, email: &str) -> Vec<Value> {
    app.get(&format!("/api/v2/users/search?query=email:{email}")).by(Caller::Admin).told(200)["users"].as_array().unwrap().clone()
}

fn verified(app: &TestApp) -> (String, Value) {
    let email = address();
    let user = app.add(&json!({ "name": unique(), "email": email, "verified": true }));
    (email, user["id"].clone())
}

#[test]
fn a_message_of_somebody_unknown_makes_a_customer_and_a_ticket_that_came_by_mail() {
    let app = TestApp::shared();
    let email = address();
    let ticket = Post::from(&email).above("Content-Language: zh-cn\r\n").ticket(app);
    assert_eq!(
        (&ticket["subject"], &ticket["description"], &ticket["status"]),
        (&json!("Printer"), &json!("It is on fire."), &json!("new"))
    );
    let via = json!({ "channel": "email", "source": { "from": {}, "to": {}, "rel": null } });
    assert_eq!(ticket["via"], via);
    assert_eq!(comments(app, ticket["id"].as_i64().unwrap())[0]["via"], via);
    let user = app.user(&ticket["requester_id"]);
    // Without a name beside the address, that of the mailbox.
    assert_eq!((&user["email"], user["name"].as_str()), (&json!(email), email.split('@').next()));
    assert_eq!((&user["locale"], &user["verified"], &user["role"]), (&json!("zh-CN"), &json!(false), &json!("end-user")));
    assert_eq!(ticket["submitter_id"], ticket["requester_id"]);
}

#[test]
fn what_is_written_in_any_coding_is_read() {
    let app = TestApp::shared();
    let sent = |head: &str, body: &str| {
        let (email, id) = (address(), unique());
        let raw = format!(
            "From: =?UTF-8?B?546L5bCP5piO?= <{email}>\r\nMessage-ID: <{id}@x>\r\nSubject: =?gb2312?B?tPLTobv6?=\r\n{head}\r\n{body}"
        );
        assert_eq!(Post::raw(&email, &raw).send(app), None);
        let user = by_address(app, &email).remove(0);
        assert_eq!(user["name"], "王小明");
        let list = app.get(&format!("/api/v2/users/{}/tickets/requested", user["id"])).by(Caller::Admin).told(200);
        assert_eq!(list["tickets"][0]["subject"], "打印机");
        list["tickets"][0]["description"].as_str().unwrap().to_owned()
    };
    let text = "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: ";
    assert_eq!(sent(&format!("{text}quoted-printable\r\n"), "D=C3=ADaz =\r\nsoft"), "Díaz soft");
    assert_eq!(sent(&format!("{text}base64\r\n"), "5L2g5aW9"), "你好");
    let parts = "--b\r\nContent-Type: text/plain\r\n\r\nplain\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>html</p>\r\n";
    assert_eq!(sent("Content-Type: multipart/alternative; boundary=b\r\n", &format!("{parts}--b--\r\n")), "plain");
    let attached = "--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<div>One &eacute;</div><div>Two</div>\r\n\
        --b\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename=fire.png\r\n\r\nx\r\n--b--\r\n";
    let told = sent("Content-Type: multipart/mixed; boundary=b\r\n", attached);
    assert_eq!(told, "One é\nTwo\n\n[Attachments that were not kept (1): fire.png]");
}

#[test]
fn the_same_message_happens_once_and_another_of_the_same_words_does_too() {
    let app = TestApp::shared();
    let email = address();
    let post = Post::from(&email);
    let number = post.number(app);
    assert_eq!(post.number(app), number);
    // As it was brought another way.
    assert_eq!(
        Post::raw(&email, "").above("").send(app).as_deref(),
        Some("The message does not say whom it is from, in one valid address")
    );
    assert_ne!(Post::from(&email).number(app), number);
    assert_eq!(of(app, &ticket(app, number)["requester_id"]), 2);
}

#[test]
fn a_message_delivered_several_times_at_once_happens_once() {
    let app = TestApp::shared();
    let email = address();
    let post = Post::from(&email);
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| assert_eq!(post.send(app), None));
        }
    });
    let users = by_address(app, &email);
    assert_eq!((users.len(), of(app, &users[0]["id"])), (1, 1));
}

#[test]
fn every_address_of_a_customer_is_theirs() {
    let app = TestApp::shared();
    let (email, id) = verified(app);
    let second = address();
    let identity = json!({ "identity": { "type": "email", "value": second, "verified": true } });
    app.post(&format!("/api/v2/users/{id}/identities"), &identity).by(Caller::Agent).told(201);
    for email in [&email, &second] {
        assert_eq!(Post::vouched_from(email).ticket(app)["requester_id"], id);
    }
    assert_eq!(of(app, &id), 2);
}

#[test]
fn an_answer_goes_on_with_the_ticket_of_whoever_asked_or_gets_copies() {
    let app = TestApp::shared();
    let ((email, _), (copied, copied_id), (other, _)) = (verified(app), verified(app), verified(app));
    let first = Post::vouched_from(&email).above(&format!("Cc: {copied}, {SUPPORT}\r\n"));
    let number = first.number(app);
    assert_eq!(ticket(app, number)["email_cc_ids"], json!([copied_id]));
    // By the Message-ID of another, and by the name of the ticket.
    assert_eq!(Post::vouched_from(&copied).answering(first.id()).saying("Me too.").number(app), number);
    assert_eq!(Post::vouched_from(&email).answering(&sealed("ticket", number, "")).saying("Still.").number(app), number);
    let said = comments(app, number);
    assert_eq!(said.iter().map(|comment| comment["body"].as_str().unwrap()).collect::<Vec<_>>(), ["It is on fire.", "Me too.", "Still."]);
    assert_eq!((&said[1]["author_id"], &said[1]["via"]["channel"], &said[1]["public"]), (&copied_id, &json!("email"), &json!(true)));
    // Nobody goes who gets copies.
    assert_eq!(ticket(app, number)["email_cc_ids"], json!([copied_id]));
    // Whoever it is not for begins something new, whatever they know; and so does a name that somebody has made up.
    for post in [Post::vouched_from(&other).answering(first.id()), Post::vouched_from(&other).answering(&sealed("ticket", number, ""))] {
        assert_ne!(post.number(app), number);
    }
    let made_up = format!("ticket.{number}.{}@usher.test", "0".repeat(32));
    assert_ne!(Post::vouched_from(&email).answering(&made_up).number(app), number);
    assert_eq!(comments(app, number).len(), 3);
}

#[test]
fn a_message_id_counts_only_from_whoever_is_vouched_for() {
    let app = TestApp::shared();
    let email = address();
    let first = Post::from(&email);
    let number = first.number(app);
    assert_ne!(Post::from(&email).answering(first.id()).number(app), number);
    assert_eq!(Post::from(&email).answering(&sealed("ticket", number, "")).number(app), number);
}

#[test]
fn what_is_solved_opens_again_and_what_is_closed_stays_so() {
    let app = TestApp::shared();
    let (email, id) = verified(app);
    let first = Post::vouched_from(&email);
    let number = first.number(app);
    let change = |status: &str| {
        let change = json!({ "ticket": { "status": status, "assignee_id": Caller::Agent.id() } });
        app.put(&format!("/api/v2/tickets/{number}"), &change).by(Caller::Admin).told(200);
    };
    change("solved");
    assert_eq!(Post::vouched_from(&email).answering(first.id()).number(app), number);
    assert_eq!(ticket(app, number)["status"], "open");
    change("closed");
    let follow_up = Post::vouched_from(&email).answering(first.id()).ticket(app);
    assert_eq!((&follow_up["requester_id"], follow_up["id"] == json!(number)), (&id, false));
}

#[test]
fn who_gets_copies_becomes_a_customer_but_not_we_ourselves() {
    let app = TestApp::shared();
    let (first, second, known) = (address(), address(), verified(app));
    let cc = format!("Cc: Bob B <{first}>,\r\n \"{SUPPORT}\" <{SUPPORT}>, {second}, {}\r\n", known.0);
    let ticket = Post::from(&address()).above(&cc).ticket(app);
    let [one, other] = [&first, &second].map(|email| by_address(app, email).remove(0));
    assert_eq!((&one["name"], other["name"].as_str()), (&json!("Bob B"), second.split('@').next()));
    let copies = ticket["email_cc_ids"].as_array().unwrap();
    assert!(copies.len() == 3 && [&one["id"], &other["id"], &known.1].iter().all(|id| copies.contains(id)), "{copies:?}");
    assert!(by_address(app, SUPPORT).is_empty());
    // No more than one message may bring.
    let crowd: Vec<_> = (0..20).map(|_| address()).collect();
    let ticket = Post::from(&address()).above(&format!("Cc: {}\r\n", crowd.join(", "))).ticket(app);
    assert_eq!(ticket["email_cc_ids"].as_array().unwrap().len(), 7);
}

#[test]
fn what_machines_send_is_let_go_without_a_word() {
    let app = TestApp::shared();
    let email = address();
    for fields in ["Auto-Submitted: auto-replied\r\n", "List-Id: <x.lists.test>\r\n", "Precedence: bulk\r\n"] {
        let post = Post::from(&email).above(fields);
        assert_eq!((post.send(app), post.noted(app)), (None, None), "{fields}");
    }
    let hops = Post::from(&email).above(&"Received: from a by b\r\n".repeat(51));
    assert_eq!((hops.send(app), hops.noted(app)), (None, None));
    let own = Post::from(SUPPORT);
    assert_eq!((own.send(app), own.noted(app)), (None, None));
    let raw = format!("From: {email}\r\nSubject: x\r\n\r\nx");
    assert_eq!(deliver(app, "", SUPPORT, raw.as_bytes()), None);
    assert!(by_address(app, &email).is_empty());
}

#[test]
fn who_can_do_something_about_it_is_told_why_it_is_not_taken() {
    let app = TestApp::shared();
    let email = address();
    let told = |post: &Post| post.send(app).unwrap();
    let several = Post::raw(&email, "From: a@acme.com, b@acme.com\r\nSubject: x\r\n\r\nx");
    assert_eq!(told(&several), "The message does not say whom it is from, in one valid address");
    let blank = Post::raw(&email, &format!("From: {email}\r\nContent-Type: image/png\r\n\r\nx"));
    assert_eq!(told(&blank), "The message has no text");
    assert_eq!(told(&Post::from(&email).saying(&"x".repeat(10 << 20))), "The message is larger than 10 MB");
    assert_eq!(told(&Post::from(&email).above(&"X-A: b\r\n".repeat(501))), "The message has too many parts");
    assert!(by_address(app, &email).is_empty());
    // As much of a long one as a ticket takes.
    let long = Post::from(&email).saying(&"Help! ".repeat(100_000)).ticket(app);
    assert!(long["description"].as_str().unwrap().len() > 65_000);
}

#[test]
fn a_report_marks_the_address_that_a_mail_of_ours_did_not_come_to() {
    let app = TestApp::shared();
    let (email, id) = verified(app);
    let state = || {
        let list = app.get(&format!("/api/v2/users/{id}/identities")).by(Caller::Agent).told(200);
        (list["identities"][0]["deliverable_state"].clone(), list["identities"][0]["undeliverable_count"].clone())
    };
    // Of addresses that nobody ever reaches this is known already.
    let (gone, before) = (format!("{}@gone.usher-mail.com", unique()), state());
    let identity = json!({ "identity": { "value": gone } });
    app.put(&format!("/api/v2/users/{id}/identities/{}", first_identity(app, &id)), &identity).by(Caller::Agent).told(200);
    assert_eq!((before.0, state().0), (json!("reserved_example"), json!("deliverable")));
    for message_id in [sealed("mail", 7, &email), sealed("ticket", 7, ""), format!("mail.7.{}@usher.test", "0".repeat(32)), "x@y".into()] {
        assert_eq!(deliver(app, "", SUPPORT, report(&gone, &message_id).as_bytes()), None);
        assert_eq!(state(), (json!("deliverable"), json!(0)), "{message_id}");
    }
    assert_eq!(deliver(app, "", SUPPORT, report(&gone.to_uppercase(), &sealed("mail", 7, &gone)).as_bytes()), None);
    assert_eq!(state(), (json!("undeliverable"), json!(1)));
}

#[test]
fn a_mail_that_was_really_sent_and_comes_back_marks_the_address() {
    let app = TestApp::shared();
    let email = format!("{}@quagga.dev", unique());
    let body = json!({ "sign_up": { "name": unique(), "email": email }, "check": mailbox::check(app) });
    app.post("/api/v1/sign_ups", &body).told(202);
    let sent = mailbox::with_subject(app, &email, "");
    let message_id = sent["id"].as_str().unwrap().trim_matches(['<', '>']).to_owned();
    let user = app.add(&json!({ "name": unique(), "email": email }));
    assert_eq!(deliver(app, "", SUPPORT, report(&email, &message_id).as_bytes()), None);
    let list = app.get(&format!("/api/v2/users/{}/identities", user["id"])).by(Caller::Agent).told(200);
    assert_eq!(list["identities"][0]["deliverable_state"], "undeliverable");
}

fn report(address: &str, message_id: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.test\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=r\r\n\r\n--r\r\n\r\nNo.\r\n\
         --r\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.test\r\n\r\nFinal-Recipient: rfc822; {address}\r\n\
         Action: failed\r\nStatus: 5.1.1\r\n\r\n--r\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{message_id}>\r\n--r--\r\n"
    )
}

fn first_identity(app: &TestApp, user: &Value) -> Value {
    app.get(&format!("/api/v2/users/{user}/identities")).by(Caller::Agent).told(200)["identities"][0]["id"].clone()
}

#[test]
fn whatever_comes_has_an_outcome_and_no_fault() {
    let app = TestApp::shared();
    // A generator of one's own: the same bytes each time.
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed
    };
    let email = address();
    let whole = format!(
        "From: Ana <{email}>\r\nCc: b@acme.test\r\nMessage-ID: <{}@x>\r\nSubject: =?UTF-8?B?5L2g?=\r\nReferences: <ticket.1.aa@x>\r\n\
         Authentication-Results: mx.cloudflare.net; dmarc=pass header.from=acme.test\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/html; charset=gbk\r\nContent-Transfer-Encoding: base64\r\n\r\nxOO6ww==\r\n--b\r\n\
         Content-Type: message/rfc822\r\n\r\nFrom: x@y\r\n\r\nz\r\n--b--\r\n",
        unique()
    );
    for _ in 0..150 {
        let mut raw = whole.clone().into_bytes();
        for _ in 0..next() % 12 {
            let at = usize::try_from(next()).unwrap_or(0) % raw.len();
            match next() % 3 {
                0 => raw[at] = next().to_le_bytes()[0],
                1 => drop(raw.drain(at..raw.len().min(at + 9))),
                _ => raw.insert(at, b"\"<>;:=\r\n\0\xff"[usize::try_from(next() % 10).unwrap()]),
            }
        }
        deliver(app, &email, SUPPORT, &raw);
    }
    for _ in 0..50 {
        let raw: Vec<_> = (0..next() % 300).map(|_| next().to_le_bytes()[0]).collect();
        deliver(app, &email, SUPPORT, &raw);
    }
}

#[test]
fn what_is_logged_of_a_message_is_what_became_of_it_and_not_whose_it_was() {
    let app = TestApp::start();
    let (email, forged) = (address(), verified(&app).0);
    Post::from(&email).number(&app);
    Post::from(&forged).send(&app);
    Post::from(&email).above("List-Id: <x>\r\n").send(&app);
    Post::raw(&email, "Subject: x\r\n\r\nx").send(&app);
    let log = app.server().log();
    for line in [
        r#""outcome":"added","reason":null"#,
        r#""outcome":"waits","reason":"not_authenticated""#,
        r#""outcome":"unread","reason":"list""#,
        r#""outcome":"refused","reason":"no_sender""#,
    ] {
        assert_eq!(log.matches(line).count(), 1, "{line}\n{log}");
    }
    assert!(!log.contains(crate::support::MARKER), "{log}");
    assert_eq!(database::count(&app.server().state, "SELECT count(*) FROM inbound_messages", &[]), 2);
}
