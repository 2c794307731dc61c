import * as pulumi from "@pulumi/pulumi";
import * as primeintellect from "pulumi-primeintellect";

const config = new pulumi.Config();
const one = primeintellect.getSandbox({
    status: primeintellect.SandboxStatus.Running,
    gpuModels: [config.require("gpuModel")],
    mostRecent: true,
});
const running = primeintellect.listSandboxesOutput({
    status: primeintellect.SandboxStatus.Running,
    labels: [config.require("label")],
});

export const id = one.then((sandbox) => sandbox.id);
export const region = one.then((sandbox) => sandbox.region);
export const gpu = one.then((sandbox) => sandbox.gpuDescription);
export const runningIds = running.ids;
export const regions = running.regions;
export const gpuModels = running.summary.byGpuModel;
export const gpuCount = running.summary.gpuCount;
