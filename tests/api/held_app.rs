//! An instance for the tests that have something happen between the look of a request, or of a job, and its write.

use std::ops::Deref;
use std::sync::{Arc, Mutex, OnceLock};

use crate::receiver::Receiver;
use crate::support::TestApp;

/// What is to happen, and the words by which the batch is known before which it does.
struct Due {
    words: Vec<String>,
    act: Box<dyn FnOnce() + Send>,
}

pub struct HeldApp {
    app: TestApp,
    due: Arc<Mutex<Vec<Due>>>,
}

impl HeldApp {
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<HeldApp> = OnceLock::new();
        SHARED.get_or_init(Self::start)
    }

    pub fn start() -> Self {
        let due = Arc::new(Mutex::new(Vec::new()));
        let asked = due.clone();
        let receiver = Receiver::answering(move |batch| {
            let next = take(&asked, &batch.body);
            if let Some(Due { act, .. }) = next {
                act();
            }
            Some("204 No Content".into())
        });
        Self { app: TestApp::start_with(&[("USHER_SPY", "1"), ("USHER_HOLD", &receiver.url)]), due }
    }

    /// Kills what serves, and serves the same data again, where nothing is held any more.
    pub fn restart(&mut self) {
        self.app.restart();
    }

    /// Has this happen, once, before D1 gets the next batch with these words in its statements and values.
    pub fn before(&self, words: &[&str], act: impl FnOnce() + Send + 'static) {
        self.due.lock().unwrap().push(Due { words: words.iter().map(|word| (*word).into()).collect(), act: Box::new(act) });
    }
}

/// What is due before this batch. Nothing is locked while it happens: it brings batches of its own.
fn take(due: &Mutex<Vec<Due>>, batch: &str) -> Option<Due> {
    let mut due = due.lock().unwrap();
    let at = due.iter().position(|due| due.words.iter().all(|word| batch.contains(word)))?;
    Some(due.remove(at))
}

impl Deref for HeldApp {
    type Target = TestApp;

    fn deref(&self) -> &TestApp {
        &self.app
    }
}
