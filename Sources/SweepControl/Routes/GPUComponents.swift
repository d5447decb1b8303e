internal import SweepModel

/// The component schemas of GPUs.
extension Components {
    static var devices: JSONObject {
        let bytes = Schema.nullable(Schema.integer)
        let words = Schema.nullable(Schema.text)
        return [
            "GPU": Schema.object([
                "uuid": Schema.text, "index": Schema.integer, "vendor": Schema.word(Vendor.self), "name": words,
                "memory_total_bytes": bytes, "memory_used_bytes": bytes,
                "state": Schema.word(DeviceStatus.State.self), "reason": words,
                "leases": Schema.list(
                    Schema.object(["run": Schema.text, "share": Schema.number, "memory_bytes": bytes])),
                "foreign": Schema.list(
                    Schema.object(["pid": Schema.integer, "user": words, "command": words, "memory_bytes": bytes])),
                "mig": words, "card": words, "utilisation": Schema.nullable(Schema.integer),
                "temperature": Schema.nullable(Schema.integer), "power_watts": Schema.nullable(Schema.number),
            ]),
            "GPUVendor": Schema.object([
                "vendor": Schema.word(Vendor.self), "outcome": Schema.word(GPUVendorObject.Outcome.self),
                "reason": words, "hint": words, "driver": words, "runtime": words, "notes": Schema.list(Schema.text),
            ]),
            "GPUFinding": Schema.object([
                "vendor": Schema.word(Vendor.self), "subject": Schema.text,
                "verdict": Schema.word(DeviceFinding.Verdict.self), "words": Schema.text, "hint": words,
            ]),
            "GPUList": Schema.object([
                "gpus": Schema.list(Schema.component("GPU")), "vendors": Schema.list(Schema.component("GPUVendor")),
                "findings": Schema.list(Schema.component("GPUFinding")),
                "discovery_seconds": Schema.nullable(Schema.number), "look_seconds": Schema.nullable(Schema.number),
            ]),
            "Drain": Schema.object([
                "drained": Schema.boolean, "reason": words, "since": Schema.nullable(Schema.time),
                "until": Schema.nullable(Schema.time), "live": Schema.list(Schema.text),
            ]),
            "DrainRequest": Schema.object(
                ["reason": words, "until": Schema.nullable(Schema.time)], optional: ["reason", "until"]),
        ]
    }
}
