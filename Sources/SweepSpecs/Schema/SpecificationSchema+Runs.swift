internal import SweepModel

// What is executed, how, and within which limits.
extension SpecificationSchema {
    static var runKeys: [(String, JSONValue)] {
        [
            ("program", SchemaForm.someText),
            ("command", SchemaForm.list(SchemaForm.scalar, from: 1, to: 1000)),
            ("source", source),
            ("python", SchemaForm.someText),
            ("resources", resources),
            ("gpu_idle", SchemaForm.words(IdleDevices.allCases.map(\.rawValue))),
            ("max_parallel", SchemaForm.integer(from: 1, to: 1_000_000)),
            ("priority", SchemaForm.integer(from: -1_000_000, to: 1_000_000)),
            ("retry", retry),
            ("max_failures", brake),
            ("time_limit", SchemaForm.span),
            ("stop_grace", SchemaForm.span),
            ("env", SchemaForm.map(SchemaForm.scalar, names: "^[A-Za-z_][A-Za-z0-9_]*$")),
            ("secrets", SchemaForm.list(["type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]*$"], to: 100)),
            ("allow_secret_values", SchemaForm.list(SchemaForm.scalar, to: 1000)),
            ("hooks", hooks),
            ("retention", retention),
            ("metrics", metrics),
            ("artifacts", SchemaForm.list(SchemaForm.scalar, to: 1000)),
            ("labels", SchemaForm.map(SchemaForm.scalar)),
            ("container", container),
        ]
    }

    private static var container: JSONValue {
        let mount = SchemaForm.mapping(
            [
                ("source", SchemaForm.someText), ("target", ["type": "string", "pattern": "^/"]),
                ("read_only", SchemaForm.flag),
            ], required: ["source", "target"])
        return SchemaForm.mapping([
            ("image", SchemaForm.either(SchemaForm.someText, imageOfEach)),
            ("engine", SchemaForm.words(SpecificationBuilder.engines)),
            ("network", SchemaForm.words(ContainerNetwork.allCases.map(\.rawValue))),
            ("shm_size", SchemaForm.reference("bytes")), ("mounts", SchemaForm.list(mount, to: 64)),
            ("options", SchemaForm.list(["type": "string", "pattern": "^--[a-z]"], to: 64)),
        ])
    }

    private static var imageOfEach: JSONValue {
        let vendors = Vendor.allCases.map(\.rawValue)
        return SchemaForm.mapping(vendors.map { ($0, SchemaForm.someText) }, required: vendors)
    }

    private static var source: JSONValue {
        SchemaForm.mapping([
            ("path", SchemaForm.someText), ("mode", SchemaForm.words(SourceChoice.Mode.allCases.map(\.rawValue))),
        ])
    }

    private static var resources: JSONValue {
        SchemaForm.mapping([
            ("cpus", SchemaForm.integer(from: 1, to: 100_000)), ("memory", SchemaForm.reference("bytes")),
            ("disk", SchemaForm.reference("bytes")),
            (
                "gpus",
                SchemaForm.either(["const": "auto"], SchemaForm.integer(from: 0, to: SpecificationBuilder.devicesMax))
            ),
            ("gpu_memory", SchemaForm.reference("bytes")), ("gpu_share", SchemaForm.number),
            ("gpu_model", SchemaForm.someText), ("gpu_vendor", SchemaForm.words(Vendor.allCases.map(\.rawValue))),
            ("mig", SchemaForm.someText),
            ("visible_devices", SchemaForm.words(DeviceRequest.Visibility.allCases.map(\.rawValue))),
        ])
    }

    private static var retry: JSONValue {
        SchemaForm.mapping([
            ("max", SchemaForm.integer(from: 0, to: 1000)), ("backoff", SchemaForm.span),
            ("factor", SchemaForm.number), ("max_backoff", SchemaForm.span),
            ("on", SchemaForm.list(SchemaForm.words(RetryPolicy.Class.allCases.map(\.rawValue)))),
        ])
    }

    private static var hooks: JSONValue {
        let commands = SchemaForm.list(SchemaForm.list(SchemaForm.scalar, from: 1, to: 1000), to: 16)
        return SchemaForm.mapping(Hooks.Event.allCases.map { ($0.rawValue, commands) })
    }

    private static var retention: JSONValue {
        SchemaForm.mapping([
            ("artifacts", ["type": "string", "pattern": "^best [0-9]+$"]), ("failed", SchemaForm.span),
            ("logs", SchemaForm.span),
        ])
    }

    private static var brake: JSONValue {
        SchemaForm.mapping([("first", SchemaForm.integer(from: 0)), ("consecutive", SchemaForm.integer(from: 0))])
    }

    private static var metrics: JSONValue {
        let pattern = SchemaForm.mapping([("regex", SchemaForm.someText)], required: ["regex"])
        return SchemaForm.mapping([
            ("stdout", SchemaForm.either(SchemaForm.words(["json", "keyvalue", "none"]), pattern))
        ])
    }
}
