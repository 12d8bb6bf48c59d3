//! The API as a stranger meets it: every test sends requests to what is built, in real workerd with D1, and reads answers.
//!
//! `cargo test -p usher-tests --test api`, after `make worker`. A file per subject, named `<action>_<object>`.

mod support;

// How `support` starts the server, signs for a portal, and looks past the API.
mod belonging_rows;
mod bulk_rows;
mod contract;
mod database;
mod directory_rows;
mod embed_token;
mod field_rows;
mod fields_app;
mod held_app;
mod jobs;
mod mailbox;
mod proof_rows;
mod receiver;
mod registration_rows;
mod server;
mod settings_app;
mod webhook_rows;

// Users.
mod autocomplete_users;
mod change_identities;
mod change_tags;
mod create_user;
mod delete_user;
mod edit_own_profile;
mod export_organizations;
mod export_users;
mod find_users;
mod list_tags;
mod list_users;
mod merge_organizations;
mod merge_users;
mod show_related;
mod show_user;
mod sideload_records;
mod update_user;

// What goes with them.
mod change_groups;
mod change_memberships;
mod change_organizations;
mod find_organizations;
mod list_identities;
mod search_directory;
mod show_form;
mod suggest_users;

// What an account adds to them.
mod define_fields;
mod fill_in_fields;
mod look_up_records;

// Tickets, and what those see of them who asked.
mod change_tickets;
mod create_tickets;
mod list_tickets;
mod open_tickets;
mod send_requests;

// Those who come in by themselves.
mod send_mails;
mod sign_up;

// Who may do what, and how one says who one is.
mod allow_origins;
mod check_customers;
mod check_permissions;
mod check_ticket_permissions;
mod obey_roles;
mod present_credentials;
mod present_embed_token;

// Many at once.
mod run_jobs;
mod show_job_statuses;

// What others are told.
mod change_webhooks;
mod deliver_webhooks;
mod refuse_targets;
mod tell_webhooks;

// What an admin decides.
mod change_settings;
mod check_registration;
mod hold_requests;
mod manage_embed_keys;
mod recover_many;

// What Zendesk was seen to answer.
mod match_recordings;

// What is said of all of it.
mod describe_api;

// How much is asked of D1.
mod ask_database;

// What goes with every request.
mod carry_bookmark;
mod limit_requests;
mod read_again;

// What goes wrong.
mod ask_again;
mod crash_server;
mod keep_an_admin;
mod race_requests;
mod refuse_body;
mod refuse_input;
mod repeat_request;
mod send_anything;
mod write_log;
