//! How tests wait for a job.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{Answer, Caller, Request, TestApp, keys};

/// Twice what a lost message takes to be missed.
const PATIENCE: Duration = Duration::from_secs(30);

/// The job of a bulk call's first answer, which tells that nothing is done yet.
pub fn queued(answer: &Answer) -> Value {
    let mut body = answer.told(200);
    assert_eq!(keys(&body), ["job_status"]);
    let job = body["job_status"].take();
    assert_eq!(keys(&job), ["id", "job_type", "url", "total", "progress", "status", "message", "results"]);
    assert_eq!(
        (&job["status"], &job["progress"], &job["message"], &job["results"]),
        (&json!("queued"), &json!(null), &json!(null), &json!(null))
    );
    job
}

pub fn show(app: &TestApp, id: &Value) -> Value {
    app.get(&format!("/api/v2/job_statuses/{}.json", id.as_str().unwrap())).by(Caller::Agent).told(200)["job_status"].take()
}

/// The job once it is completed.
pub fn completed(app: &TestApp, id: &Value) -> Value {
    let started = Instant::now();
    loop {
        let job = show(app, id);
        if job["status"] == "completed" {
            assert_eq!(job["progress"], job["total"]);
            assert_eq!(job["results"].as_array().unwrap().len(), usize::try_from(job["total"].as_u64().unwrap()).unwrap());
            return job;
        }
        assert_eq!(job["results"], json!(null), "{job}");
        assert!(started.elapsed() < PATIENCE, "{job}\n{}", app.server().end_of_log());
        thread::sleep(Duration::from_millis(20));
    }
}

/// The rows of a bulk call once it is done.
pub fn results(app: &TestApp, call: Request<'_>) -> Vec<Value> {
    let job = queued(&call.send());
    completed(app, &job["id"])["results"].as_array().unwrap().clone()
}
