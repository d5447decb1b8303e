internal import SweepModel

/// The component schemas of the requests.
extension Components {
    static var requests: JSONObject {
        [
            "SubmissionRequest": Schema.object(
                [
                    "specification": Schema.text, "overrides": Schema.list(Schema.component("Override")),
                    "name": Schema.nullable(Schema.text), "key": Schema.nullable(Schema.text), "hold": Schema.boolean,
                    "context": Schema.component("SubmissionContext"),
                    "points": Schema.nullable(Schema.component("PointsReference")),
                    "prior_runs": Schema.nullable(Schema.list(Schema.text)),
                    "prior_sweeps": Schema.nullable(Schema.list(Schema.text)),
                ], optional: ["name", "key", "points", "prior_runs", "prior_sweeps"]),
            "PointsReference": Schema.object([
                "digest": Schema.text, "count": Schema.integer(1...PointsReference.countMax),
            ]),
            "SubmissionResponse": Schema.object([
                "sweep": Schema.text, "runs": Schema.nullable(Schema.integer),
            ]),
            "Overlay": Schema.object([
                "defaults": Schema.anyObject, "overrides": Schema.list(Schema.component("Override")),
            ]),
            "Override": Schema.object(["key": Schema.text, "value": Schema.text]),
            "RetryRequest": Schema.object(
                [
                    "set": Schema.nullable(Schema.list(Schema.component("Override"))),
                    "fresh": Schema.nullable(Schema.boolean), "source": Schema.nullable(Schema.component("Source")),
                ], optional: ["set", "fresh", "source"]),
            "RetryResponse": Schema.object(["runs": Schema.integer]),
            "EditRequest": Schema.object(
                [
                    "set": Schema.list(Schema.component("Override")),
                    "points": Schema.nullable(Schema.component("PointsReference")),
                ], optional: ["points"]),
            "EditResponse": Schema.object([
                "sweep": Schema.text, "state": Schema.word(SweepState.self), "revision": Schema.integer,
                "changes": Schema.list(
                    Schema.object([
                        "key": Schema.text, "old": Schema.nullable(Schema.text), "new": Schema.nullable(Schema.text),
                    ])), "points": Schema.integer, "runs": Schema.nullable(Schema.integer),
                "notes": Schema.list(Schema.text),
            ]),
            "ResubmitRequest": Schema.object(
                [
                    "set": Schema.nullable(Schema.list(Schema.component("Override"))),
                    "replicates": Schema.nullable(Schema.integer(1...1000)), "name": Schema.nullable(Schema.text),
                ], optional: ["set", "replicates", "name"]),
        ]
    }

    /// What sweepctl found on the submitter's side.
    static var context: JSONObject {
        [
            "SubmissionContext": Schema.object(
                [
                    "file": Schema.text, "base_folder": Schema.text, "interpreter": Schema.nullable(Schema.text),
                    "executable": Schema.nullable(Schema.text),
                    "environment": Schema.list(Schema.component("Variable")), "source": Schema.component("Source"),
                    "image": Schema.nullable(Schema.component("Image")),
                    "amd_image": Schema.nullable(Schema.component("Image")),
                    "mounts": Schema.nullable(
                        Schema.list(
                            Schema.object([
                                "source": Schema.text, "target": Schema.text, "read_only": Schema.boolean,
                            ]))),
                ], optional: ["interpreter", "executable", "image", "amd_image", "mounts"]),
            "Image": Schema.object(
                [
                    "name": Schema.text, "id": Schema.text, "digest": Schema.nullable(Schema.text),
                    "architecture": Schema.text, "vendor": Schema.nullable(Schema.word(Vendor.self)),
                    "archive": Schema.nullable(Schema.text),
                ], optional: ["digest", "vendor", "archive"]),
            "Source": Schema.object(
                [
                    "mode": Schema.word(["snapshot", "mount", "image"]), "digest": Schema.nullable(Schema.text),
                    "root": Schema.text, "base_path": Schema.text, "ignored": Schema.list(Schema.text),
                    "files": Schema.list(Schema.component("FileDigest")),
                    "git": Schema.nullable(Schema.component("Git")),
                ], optional: ["digest", "git"]),
            "FileDigest": Schema.object([
                "path": Schema.text, "sha256": Schema.text, "bytes": Schema.integer,
            ]),
            "Git": Schema.object(
                [
                    "remote": Schema.nullable(Schema.text), "branch": Schema.nullable(Schema.text),
                    "commit": Schema.nullable(Schema.text), "dirty_files": Schema.list(Schema.text),
                    "untracked_files": Schema.list(Schema.text), "diff": Schema.nullable(Schema.text),
                    "diff_truncated": Schema.boolean,
                ], optional: ["remote", "branch", "commit", "diff"]),
        ]
    }
}
