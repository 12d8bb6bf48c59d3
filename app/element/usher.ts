// Usher's elements, for pages that embed them.

import { UsherAddCustomer } from "./add-customer";
import { UsherMe, UsherRequest, UsherSignUp } from "./customers";

export type * from "./events";
export type { TokenSource } from "./add-customer";
export { UsherAddCustomer, UsherMe, UsherRequest, UsherSignUp };

const ELEMENTS = { "usher-add-customer": UsherAddCustomer, "usher-sign-up": UsherSignUp, "usher-request": UsherRequest, "usher-me": UsherMe };

// Tag managers load scripts twice.
for (const [name, element] of Object.entries(ELEMENTS)) if (!customElements.get(name)) customElements.define(name, element);
