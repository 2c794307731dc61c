// An argument from a resource's output, and a lookup that waits for a resource.
import * as pulumi from "@pulumi/pulumi";
import * as primeintellect from "pulumi-primeintellect";

const chosen = new pulumi.Stash("chosen", { input: "sbx-000001" });
const one = primeintellect.getSandboxOutput({ sandboxId: chosen.output });
const first = primeintellect.listSandboxesOutput({ limit: 1 }, { dependsOn: [chosen] });

export const region = one.region;
export const firstIds = first.ids;
