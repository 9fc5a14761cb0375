/** What the product consists of: a CycloneDX bill of materials, and the texts of all licences. */
package io.tallyman.sbom;
