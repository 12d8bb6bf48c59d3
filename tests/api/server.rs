//! What is built, served on a port and a database of its own (tests/serve.mjs).

use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
const START: Duration = Duration::from_mins(2);

/// Ends the whole process group with the tests, however these end.
const WATCHED: &str = r#"(tail --pid="$1" -f /dev/null; kill -KILL 0) & exec node tests/serve.mjs "$2""#;

pub struct Server {
    pub port: u16,
    pub state: PathBuf,
    group: Child,
}

impl Server {
    /// With more variables for tests/serve.mjs.
    pub fn start(variables: &[(&str, &str)]) -> Self {
        static STARTED: AtomicU32 = AtomicU32::new(0);
        remove_left_behind();
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let state = folder().join(format!("usher-{}-{number}", std::process::id()));
        fs::create_dir_all(&state).unwrap();
        Self::start_on(state, variables)
    }

    /// Kills what serves, and serves the same data again.
    pub fn restart(&mut self) {
        self.kill();
        let state = std::mem::take(&mut self.state);
        *self = Self::start_on(state, &[]);
    }

    fn start_on(state: PathBuf, variables: &[(&str, &str)]) -> Self {
        // What is there is of the server before.
        let _ = fs::remove_file(state.join("port"));
        let log = File::options().create(true).append(true).open(state.join("log")).unwrap();
        let group = Command::new("bash")
            .args(["-c", WATCHED, "watched", &std::process::id().to_string()])
            .arg(&state)
            .envs(variables.iter().copied())
            .current_dir(ROOT)
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .process_group(0)
            .spawn()
            .unwrap();
        let mut server = Self { port: 0, state, group };
        server.port = server.wait_for_port();
        server
    }

    fn wait_for_port(&mut self) -> u16 {
        let started = Instant::now();
        loop {
            if let Ok(port) = fs::read_to_string(self.state.join("port")) {
                return port.parse().unwrap();
            }
            let ended = self.group.try_wait().unwrap();
            assert!(ended.is_none() && started.elapsed() < START, "the server does not start ({ended:?}):\n{}", self.end_of_log());
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// What was last said, for a test that fails.
    pub fn end_of_log(&self) -> String {
        let log = self.log();
        let lines: Vec<_> = log.lines().collect();
        lines[lines.len().saturating_sub(40)..].join("\n")
    }

    pub fn log(&self) -> String {
        String::from_utf8_lossy(&fs::read(self.state.join("log")).unwrap()).into_owned()
    }

    /// Has the clock of wrangler.toml's `crons` strike.
    pub fn strike(&self) {
        assert!(Command::new("kill").args(["-USR1", &self.group.id().to_string()]).status().unwrap().success());
    }

    /// Kills workerd, as a failing machine would: without a last word.
    pub fn kill_workerd(&self) {
        let list = Command::new("pgrep").args(["-x", "workerd", "-g", &self.group.id().to_string()]).output().unwrap();
        let ids = String::from_utf8(list.stdout).unwrap();
        assert!(!ids.is_empty(), "no workerd in process group {}", self.group.id());
        signal(ids.lines());
    }

    fn kill(&mut self) {
        signal([format!("-{}", self.group.id())]);
        self.group.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // After `restart` has taken the folder there is nothing left to end.
        if !self.state.as_os_str().is_empty() {
            self.kill();
            let _ = fs::remove_dir_all(&self.state);
        }
    }
}

fn signal<I: IntoIterator>(ids: I)
where
    I::Item: AsRef<std::ffi::OsStr>,
{
    assert!(Command::new("kill").args(["-KILL", "--"]).args(ids).status().unwrap().success());
}

fn folder() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
}

/// A shared server lives until its tests are gone; its folder goes with the next run.
fn remove_left_behind() {
    for folder in fs::read_dir(folder()).unwrap().flatten() {
        let name = folder.file_name().into_string().unwrap_or_default();
        let process = name.strip_prefix("usher-").and_then(|rest| rest.split('-').next());
        if process.is_some_and(|id| !Path::new("/proc").join(id).exists()) {
            let _ = fs::remove_dir_all(folder.path());
        }
    }
}
