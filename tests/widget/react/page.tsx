// A page of somebody who uses React 19 and has installed the package. install_package.test.mjs checks its types, bundles
// it, and adds a customer with it. A line below `@ts-expect-error` is wrong use, and fails if nothing objects to it.

import { useEffect, useRef, useState } from "react";
import type { User, UsherAddCustomer, UsherEvents } from "usher-add-customer/react";

declare function portalToken(): Promise<string>;

export function Page({ endpoint }: { endpoint: string }) {
  const element = useRef<UsherAddCustomer>(null);
  const [language, setLanguage] = useState<string | undefined>("es");
  const [added, setAdded] = useState<User>();
  const [trouble, setTrouble] = useState("");

  // The same events for who listens without React: on the element, and on what they bubble to.
  useEffect(() => {
    const denied = ({ detail }: UsherEvents["usher-denied"]) => setTrouble(`${detail.rule}: ${detail.reason} ${detail.remedy}`);
    document.addEventListener("usher-denied", denied);
    return () => document.removeEventListener("usher-denied", denied);
  }, []);

  return (
    <main>
      <usher-add-customer
        ref={element}
        endpoint={endpoint}
        getToken={portalToken}
        locale={language}
        theme="light"
        organization-id={301}
        className="customers"
        onusher-added={({ detail }) => setAdded(detail.user)}
        onusher-error={(event) => setTrouble(event.detail.code)}
      >
        <button slot="trigger">New caller</button>
      </usher-add-customer>
      <usher-sign-up endpoint={endpoint} onusher-signed-up={({ detail }) => setTrouble(detail.email)} />
      <button id="language" onClick={() => setLanguage(undefined)}>The page’s language</button>
      <button id="open" onClick={() => element.current?.open()}>Open</button>
      <p id="added">{added?.id}</p>
      <p id="trouble">{trouble}</p>
    </main>
  );
}

export const wrong = [
  // @ts-expect-error: strangers have no token
  <usher-sign-up token="secret" />,
  // @ts-expect-error: the detail is the address, not whoever has signed up
  <usher-sign-up onusher-signed-up={({ detail }) => detail.user.email} />,
  // @ts-expect-error: no such attribute
  <usher-add-customer modes="inline" />,
  // @ts-expect-error: no such mode
  <usher-add-customer mode="popup" />,
  // @ts-expect-error: an attribute, which React writes on a server too
  <usher-add-customer organizationId="301" />,
  // @ts-expect-error: a function gives the token
  <usher-add-customer getToken="secret" />,
  // @ts-expect-error: no such key of a user
  <usher-add-customer onusher-added={({ detail }) => detail.user.e_mail} />,
  // @ts-expect-error: the detail has the user, it is not the user
  <usher-add-customer onusher-added={({ detail }: CustomEvent<User>) => detail.email} />,
  // @ts-expect-error: no such method
  () => document.querySelector("usher-add-customer")?.show(),
  // @ts-expect-error: an address may be missing
  () => addEventListener("usher-chosen", ({ detail }) => detail.user.email.length),
];
