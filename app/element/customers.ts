// What the elements for customers do besides the form. Brought when such an element is seen.

import { Me } from "./me";
import { Strangers } from "./strangers";
import type { Kit, Mounted } from "./customers-kit";

export async function draw(kit: Kit): Promise<Mounted> {
  const drawn = kit.way === "me" ? new Me(kit) : new Strangers(kit);
  await drawn.begin();
  return drawn;
}
