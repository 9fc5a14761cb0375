/** A bounded gRPC channel over a unix socket. */
@Export
@Version("1.0.0")
package io.tallyman.lib.grpc;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
