/** What destinations share that send requests to a URL: address, headers, credentials, a request that always ends. */
package io.tallyman.delivery.http;
