"""Holds manifests against Kubernetes' own schemas and prints them as JSON: manifests.py VERSION FILE.

A ServiceMonitor is no object of Kubernetes itself: servicemonitor.schema.json beside this file says what it may have.
"""
import json
import pathlib
import sys

import jsonschema
import kubernetes_validate
import yaml

SERVICE_MONITOR = pathlib.Path(__file__).with_name("servicemonitor.schema.json")


def check(document, version):
    if document["kind"] == "ServiceMonitor":
        jsonschema.validate(document, json.loads(SERVICE_MONITOR.read_text()))
    else:
        kubernetes_validate.validate(document, version, strict=True)


def main(version, file):
    documents = [each for each in yaml.safe_load_all(pathlib.Path(file).read_text()) if each]
    for document in documents:
        check(document, version)
    print(json.dumps(documents))


main(*sys.argv[1:])
