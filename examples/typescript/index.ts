import * as pulumi from "@pulumi/pulumi";
import * as primeintellect from "pulumi-primeintellect";

const config = new pulumi.Config();
const one = primeintellect.getSandbox({ sandboxId: config.require("sandboxId") });
const running = primeintellect.listSandboxesOutput({
    status: primeintellect.SandboxStatus.RUNNING,
    labels: [config.require("label")],
});

export const id = one.then((sandbox) => sandbox.id);
export const region = one.then((sandbox) => sandbox.region);
export const gpu = one.then((sandbox) => `${sandbox.gpuCount} x ${sandbox.gpuType}`);
export const runningIds = running.ids;
export const regions = running.regions;
export const gpuTypes = running.gpuTypes;
export const gpuCount = running.summary.gpuCount;
