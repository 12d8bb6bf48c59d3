// The element in TSX, for React 19 (which sets what is a property of the element as one, and listens to `on` and an
// event's name as it is). Types only: what `usher-add-customer/react` runs is usher.ts.

import type { ClassAttributes, HTMLAttributes } from "react";
import type { UsherAddCustomer, UsherEvents, UsherMe, UsherRequest, UsherSignUp } from "./usher";

export * from "./usher";

type Listeners = { [Name in keyof UsherEvents as `on${Name}`]?: (event: UsherEvents[Name]) => void };

type Settable<Element, Properties extends keyof Element> = Listeners & ClassAttributes<Element> & HTMLAttributes<Element> & Partial<Pick<Element, Properties>> & { light?: boolean };
type Common = "endpoint" | "mode" | "locale" | "theme";

export type UsherAddCustomerProps = Settable<UsherAddCustomer, Common | "token" | "getToken"> & {
  // As an attribute, which React writes on a server too.
  "organization-id"?: string | number | null;
};
export type UsherSignUpProps = Settable<UsherSignUp, Common>;
export type UsherRequestProps = Settable<UsherRequest, Common>;
export type UsherMeProps = Settable<UsherMe, Common | "token">;

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "usher-add-customer": UsherAddCustomerProps;
      "usher-sign-up": UsherSignUpProps;
      "usher-request": UsherRequestProps;
      "usher-me": UsherMeProps;
    }
  }
}
