// What the element tells the page, as types: nothing of this file is in the script.

import type { UsherAddCustomer } from "./usher";

/** A user as the API shows one: Zendesk's keys and types. */
export interface User {
  id: number;
  url: string;
  name: string;
  /** The primary address. */
  email: string | null;
  /** ISO 8601 in UTC, as are all times. */
  created_at: string;
  updated_at: string;
  time_zone: string;
  iana_time_zone: string;
  phone: string | null;
  /** Whether the number is another user's own line; null without a number. */
  shared_phone_number: boolean | null;
  photo: Record<string, unknown> | null;
  locale_id: number;
  locale: string;
  organization_id: number | null;
  role: "end-user" | "agent" | "admin";
  verified: boolean;
  external_id: string | null;
  tags: string[];
  alias: string | null;
  active: boolean;
  shared: boolean;
  shared_agent: boolean;
  last_login_at: string | null;
  two_factor_auth_enabled: boolean | null;
  signature: string | null;
  details: string | null;
  notes: string | null;
  role_type: number | null;
  custom_role_id: number | null;
  moderator: boolean;
  ticket_restriction: "organization" | "groups" | "assigned" | "requested" | null;
  only_private_comments: boolean;
  restricted_agent: boolean;
  suspended: boolean;
  default_group_id: number | null;
  report_csv: boolean;
  user_fields: Record<string, unknown>;
}

/** A ticket as the API shows one: Zendesk's keys; here those that a portal needs to open it. */
export interface Ticket {
  id: number;
  url: string;
  subject: string;
  description: string;
  status: string;
  requester_id: number;
  submitter_id: number;
  organization_id: number | null;
  created_at: string;
  updated_at: string;
  [key: string]: unknown;
}

/** Why the agent may not add customers, and what helps; in English, for logs. */
export interface Denied {
  rule: string;
  reason: string;
  remedy: string;
}

/** What went wrong: the API's code, or one of these. */
export interface Failure {
  code: "offline" | "session_ended" | "load_failed" | (string & {});
}

/** The events by name. All bubble and cross shadow roots. */
export interface UsherEvents {
  /** The form is there. */
  "usher-ready": CustomEvent<Record<string, never>>;
  "usher-added": CustomEvent<{ user: User }>;
  /** An existing customer was taken instead. */
  "usher-chosen": CustomEvent<{ user: User }>;
  /** A ticket was opened for them; follows the event of the customer. */
  "usher-ticket-created": CustomEvent<{ ticket: Ticket; user: User }>;
  "usher-updated": CustomEvent<{ user: User }>;
  "usher-denied": CustomEvent<Denied>;
  "usher-error": CustomEvent<Failure>;
  /** The dialog was closed. */
  "usher-closed": CustomEvent<Record<string, never>>;
}

declare global {
  interface HTMLElementTagNameMap {
    "usher-add-customer": UsherAddCustomer;
  }
  // Listeners on the element, and on whatever it bubbles to: elements, the document, the window.
  interface GlobalEventHandlersEventMap extends UsherEvents {}
}
