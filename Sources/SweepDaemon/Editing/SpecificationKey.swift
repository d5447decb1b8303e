internal import SweepModel

/// One key of a specification with its value, and what a change of it means for a sweep that exists.
struct SpecificationKey: Sendable {
    enum Effect: Sendable {
        /// With another value it would be another sweep.
        case fixed
        /// Which points there are.
        case space
        /// What runs execute: results of before and after cannot be compared.
        case execution
        /// How an attempt is carried out.
        case attempt
        /// How the sweep as a whole goes on.
        case sweep
    }

    let name: String
    let value: JSONValue
    let effect: Effect
    /// As people read it; nil where there is none.
    let shown: String?

    private init(_ name: String, _ effect: Effect, _ value: JSONValue, shown: String? = nil) {
        self.name = name
        self.value = value
        self.effect = effect
        self.shown = value == .null ? nil : shown ?? Self.short(value.text())
    }

    private init(_ name: String, _ effect: Effect, encoding value: (some Encodable)?, shown: String? = nil) {
        let json = value.flatMap { try? JSONValue(encoding: $0) } ?? .null
        self.init(name, effect, json, shown: shown)
    }

    private static let shownMax = 80

    private static func short(_ text: String) -> String {
        text.count > shownMax ? text.prefix(shownMax - 1) + "…" : text
    }

    /// All keys of a specification that an edit could touch.
    static func all(of specification: Specification) -> [SpecificationKey] {
        identity(specification) + space(specification) + execution(specification) + limits(specification)
    }

    private static func identity(_ specification: Specification) -> [SpecificationKey] {
        let metric = specification.metric
        return [
            SpecificationKey("name", .fixed, .optional(specification.name)),
            SpecificationKey("method", .fixed, .string(specification.method.rawValue)),
            SpecificationKey("seed", .fixed, encoding: specification.seed),
            SpecificationKey("metric.name", .fixed, .optional(metric?.name)),
            SpecificationKey("metric.goal", .fixed, .optional(metric?.goal.rawValue)),
            SpecificationKey("metric.at", .fixed, .optional(metric?.at.rawValue)),
            SpecificationKey("metric.impute", .fixed, encoding: specification.impute),
            SpecificationKey("metric.impute_while_running", .fixed, encoding: specification.imputeWhileRunning),
            SpecificationKey("early_terminate", .fixed, encoding: specification.earlyTerminate),
            SpecificationKey("nested", .fixed, .string(specification.nested.rawValue)),
            SpecificationKey("wandb_strict", .fixed, .bool(specification.wandbStrict)),
            SpecificationKey("replicates", .fixed, encoding: specification.replicates),
            SpecificationKey("source", .fixed, encoding: specification.source),
            SpecificationKey(
                "container.image", .fixed, .optional(specification.container?.images.joined(separator: ", "))),
            SpecificationKey("container.engine", .fixed, .optional(specification.container?.engine)),
            SpecificationKey("container.mounts", .fixed, encoding: specification.container?.mounts),
            SpecificationKey("points", .fixed, .array(specification.points.map { .object($0.values) })),
            SpecificationKey(
                "parameters", .fixed, .array(specification.parameters.map { .string($0.name) }), shown: nil),
        ]
    }

    private static func space(_ specification: Specification) -> [SpecificationKey] {
        let keys = [
            SpecificationKey("order", .space, .string(specification.order.rawValue)),
            SpecificationKey("zip", .space, encoding: specification.zip),
            SpecificationKey("constraints", .space, .array(specification.constraints.map { .string($0.text) })),
        ]
        return keys
            + specification.parameters.map { parameter in
                SpecificationKey(
                    "parameters.\(parameter.name)", .space, encoding: parameter, shown: shown(parameter))
            }
    }

    private static func shown(_ parameter: ParameterDefinition) -> String {
        let conditions = (parameter.when ?? []).map { "\($0.name) is \(JSONValue.array($0.values).text())" }
        let when = conditions.isEmpty ? "" : " when " + conditions.joined(separator: " and ")
        return short(shown(parameter.distribution) + when)
    }

    private static func shown(_ distribution: Distribution) -> String {
        switch distribution {
        case .constant(let value): return value.text()
        case .categorical(let values): return JSONValue.array(values).text()
        default:
            guard let form = (try? JSONValue(encoding: distribution))?.objectValue?.members.first else { return "" }
            let settings = form.value.objectValue?.members.map { "\($0.name) \($0.value.text())" } ?? []
            return "\(words(form.name)) \(settings.joined(separator: ", "))"
        }
    }

    /// A name of ours as specifications write it.
    private static func words(_ name: String) -> String {
        name.map { $0.isUppercase ? "_\($0.lowercased())" : String($0) }.joined()
    }

    private static func execution(_ specification: Specification) -> [SpecificationKey] {
        // Values of variables may be secrets.
        let names = specification.env.map { "\($0.name)=…" }.joined(separator: " ")
        return [
            SpecificationKey("program", .execution, .optional(specification.program)),
            SpecificationKey("command", .execution, .array(specification.command.map(JSONValue.string))),
            SpecificationKey("python", .execution, .string(specification.python)),
            SpecificationKey("env", .execution, encoding: specification.env, shown: names),
            SpecificationKey("secrets", .attempt, encoding: specification.secrets),
            SpecificationKey("metrics", .execution, encoding: specification.metrics),
            SpecificationKey("container.network", .execution, .optional(specification.container?.network.rawValue)),
            SpecificationKey("container.options", .execution, encoding: specification.container?.options),
            SpecificationKey(
                "container.shm_size", .attempt, encoding: specification.container?.sharedMemory,
                shown: specification.container?.sharedMemory?.text),
            SpecificationKey("artifacts", .attempt, .array(specification.artifacts.map(JSONValue.string))),
        ]
    }

    private static func limits(_ specification: Specification) -> [SpecificationKey] {
        let (retry, brake) = (specification.retry, specification.maxFailures)
        let classes = retry.on.map { JSONValue.string($0.rawValue) }
        return [
            SpecificationKey("run_cap", .sweep, encoding: specification.runCap),
            SpecificationKey("max_parallel", .sweep, encoding: specification.maxParallel),
            SpecificationKey("priority", .sweep, encoding: specification.priority),
            SpecificationKey("max_failures.first", .sweep, encoding: brake.first),
            SpecificationKey("max_failures.consecutive", .sweep, encoding: brake.consecutive),
            SpecificationKey("metric.target", .sweep, .optional(specification.metric?.target)),
            SpecificationKey("description", .sweep, .optional(specification.summary)),
            SpecificationKey("hooks", .sweep, encoding: specification.hooks),
            SpecificationKey("retention", .sweep, encoding: specification.retention),
            SpecificationKey("labels", .sweep, .object(specification.labels)),
            SpecificationKey("resources.cpus", .attempt, encoding: specification.resources.cpus),
            SpecificationKey(
                "resources.memory", .attempt, encoding: specification.resources.memory,
                shown: specification.resources.memory?.text),
            SpecificationKey("gpu_idle", .attempt, .optional(specification.gpuIdle?.rawValue)),
        ] + devices(specification.resources.devices) + [
            SpecificationKey("retry.max", .attempt, encoding: retry.max),
            SpecificationKey("retry.backoff", .attempt, .string(retry.backoff.text), shown: retry.backoff.text),
            SpecificationKey("retry.factor", .attempt, .double(retry.factor)),
            SpecificationKey(
                "retry.max_backoff", .attempt, .string(retry.maxBackoff.text), shown: retry.maxBackoff.text),
            SpecificationKey("retry.on", .attempt, .array(classes)),
            SpecificationKey(
                "time_limit", .attempt, encoding: specification.timeLimit, shown: specification.timeLimit?.text),
            SpecificationKey(
                "stop_grace", .attempt, encoding: specification.stopGrace, shown: specification.stopGrace.text),
        ]
    }

    private static func devices(_ request: DeviceRequest) -> [SpecificationKey] {
        [
            SpecificationKey("resources.gpus", .attempt, encoding: request.count),
            SpecificationKey("resources.gpu_memory", .attempt, encoding: request.memory, shown: request.memory?.text),
            SpecificationKey("resources.gpu_share", .attempt, .optional(request.share?.fraction)),
            SpecificationKey("resources.gpu_model", .attempt, .optional(request.model)),
            SpecificationKey("resources.gpu_vendor", .attempt, .optional(request.vendor?.rawValue)),
            SpecificationKey("resources.mig", .attempt, .optional(request.slice)),
            SpecificationKey("resources.visible_devices", .attempt, .string(request.visible.rawValue)),
        ]
    }
}
