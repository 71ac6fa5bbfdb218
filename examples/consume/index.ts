import * as pulumi from "@pulumi/pulumi";
import { thousandeyes } from "pulumi-api-tokens";

const config = new pulumi.Config();

// organization/project/stack; with a file or database backend the organization is always "organization".
const producer = new pulumi.StackReference(config.get("producer") ?? "organization/rotate/dev");

const token = producer.requireOutput("token") as pulumi.Output<string>;
const aid = producer.requireOutput("accountGroupId") as pulumi.Output<string>;

// A call of the API with what the other stack handed over.
const accountGroup = thousandeyes.getAccountGroupOutput({ aid, token });

export const accountGroupName = accountGroup.name;
export const tokenFingerprint = producer.getOutput("tokenFingerprint");
