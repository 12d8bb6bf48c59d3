//! What a webhook tells, as somebody on loopback hears it.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

/// Longer than anything takes that the clock does not have to bring about.
const PATIENCE: Duration = Duration::from_secs(30);

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Heard {
    pub method: String,
    pub path: String,
    pub headers: HashMap<String, String>,
    pub body: String,
}

impl Heard {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).unwrap_or_else(|| panic!("no {name} in {:?}", self.headers))
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// What is answered: the rest of a response after `HTTP/1.1 `, such as `204 No Content`, with a body after an empty line if there
/// is one. Nothing: no answer at all.
type Script = dyn Fn(&Heard) -> Option<String> + Send + Sync;

pub struct Receiver {
    pub url: String,
    heard: Arc<Mutex<Vec<Heard>>>,
}

impl Receiver {
    /// One that is content with everything.
    pub fn start() -> Self {
        Self::answering(|_| Some("204 No Content".into()))
    }

    pub fn answering(script: impl Fn(&Heard) -> Option<String> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let heard = Arc::new(Mutex::new(Vec::new()));
        let (kept, script): (_, Arc<Script>) = (heard.clone(), Arc::new(script));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (kept, script) = (kept.clone(), script.clone());
                thread::spawn(move || answer(stream, &kept, &*script));
            }
        });
        Self { url, heard }
    }

    pub fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }

    /// What was heard, once this holds of it.
    pub fn wait(&self, what: &str, holds: impl Fn(&[Heard]) -> bool) -> Vec<Heard> {
        let started = Instant::now();
        loop {
            let heard = self.heard();
            if holds(&heard) {
                return heard;
            }
            let told: Vec<_> = heard.iter().map(|heard| &heard.body).collect();
            assert!(started.elapsed() < PATIENCE, "{what}: {told:#?}");
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// So many requests.
    pub fn wait_for(&self, count: usize) -> Vec<Heard> {
        self.wait(&format!("{count} requests"), |heard| heard.len() >= count)
    }
}

fn answer(mut stream: TcpStream, kept: &Mutex<Vec<Heard>>, script: &Script) {
    let Some(heard) = read(&stream) else { return };
    // It is heard before it is answered: who sends must not count on more.
    kept.lock().unwrap().push(heard.clone());
    match script(&heard) {
        Some(answer) => {
            let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
            let _ = write!(stream, "HTTP/1.1 {head}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        }
        None => thread::sleep(Duration::from_mins(1)),
    }
}

fn read(stream: &TcpStream) -> Option<Heard> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split(' ');
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = HashMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        headers.insert(name.to_ascii_lowercase(), value.to_owned());
    }
    let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Heard { method, path, headers, body: String::from_utf8(body).ok()? })
}
