// Uses the SDK as its types allow; what they refuse is marked, and must be refused.
import * as pulumi from "@pulumi/pulumi";
import * as primeintellect from "pulumi-primeintellect";

export async function looksUp(): Promise<number | undefined> {
    const one: primeintellect.GetSandboxResult = await primeintellect.getSandbox({ sandboxId: "sbx-000001" });
    const gpu: primeintellect.types.output.Gpu | undefined = one.gpu;
    return gpu?.memoryGB;
}

const listed: pulumi.Output<primeintellect.ListSandboxesResult> = primeintellect.listSandboxesOutput(
    { status: primeintellect.SandboxStatus.Running, labels: [pulumi.output("demo")] },
    { dependsOn: [] },
);
export const ids: pulumi.Output<string[]> = listed.ids;

// @ts-expect-error
primeintellect.getSandbox({ sandboxId: 1 });
// @ts-expect-error
primeintellect.getSandbox({ sandboxid: "sbx-000001" });
// @ts-expect-error
primeintellect.listSandboxes({ labels: "demo" });
