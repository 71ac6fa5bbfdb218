import { createRequire } from "node:module";
import type * as grpcTypes from "@grpc/grpc-js";
import type * as anyTypes from "google-protobuf/google/protobuf/any_pb";
import type * as emptyTypes from "google-protobuf/google/protobuf/empty_pb";
import type * as structTypes from "google-protobuf/google/protobuf/struct_pb";

/*
 * gRPC and protobuf are those of the SDK, whose messages are made of them: no dependencies of this package, and found
 * from the SDK's own folder, because a package manager that keeps every package apart lets nobody else see them.
 */
const ofSdk = createRequire(require.resolve("@pulumi/pulumi/package.json"));

export const grpc = ofSdk("@grpc/grpc-js") as typeof grpcTypes;
export const { Any } = ofSdk("google-protobuf/google/protobuf/any_pb.js") as typeof anyTypes;
export const { Empty } = ofSdk("google-protobuf/google/protobuf/empty_pb.js") as typeof emptyTypes;
export const { Struct } = ofSdk("google-protobuf/google/protobuf/struct_pb.js") as typeof structTypes;

export type { grpcTypes };
export type Struct = structTypes.Struct;
export type Empty = emptyTypes.Empty;
