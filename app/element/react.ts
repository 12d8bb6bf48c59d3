// The element in TSX, for React 19 (which sets what is a property of the element as one, and listens to `on` and an
// event's name as it is). Types only: what `usher-add-customer/react` runs is usher.ts.

import type { ClassAttributes, HTMLAttributes } from "react";
import type { UsherAddCustomer, UsherEvents } from "./usher";

export * from "./usher";

type Listeners = { [Name in keyof UsherEvents as `on${Name}`]?: (event: UsherEvents[Name]) => void };

export interface UsherAddCustomerProps
  extends Listeners,
    ClassAttributes<UsherAddCustomer>,
    HTMLAttributes<UsherAddCustomer>,
    Partial<Pick<UsherAddCustomer, "endpoint" | "token" | "getToken" | "mode" | "locale" | "theme">> {
  // As an attribute, which React writes on a server too.
  "organization-id"?: string | number | null;
  light?: boolean;
}

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "usher-add-customer": UsherAddCustomerProps;
      "usher-sign-up": UsherAddCustomerProps;
      "usher-request": UsherAddCustomerProps;
      "usher-me": UsherAddCustomerProps;
    }
  }
}
