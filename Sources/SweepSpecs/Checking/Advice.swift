internal import SweepModel

/// Warnings of what is no fault, and yet was a mistake in many files.
struct Advice {
    private let builder: SpecificationBuilder

    init(_ builder: SpecificationBuilder) { self.builder = builder }

    private var log: FaultLog { builder.log }
    private var specification: Specification { builder.specification }

    func give() {
        adviseOnSeeds()
        adviseOnSecrets()
        adviseOnPartialPoint()
    }

    /// A cap on runs that cuts the last point's replicates leaves it with fewer than the others.
    private func adviseOnPartialPoint() {
        guard let cap = specification.runCap, let count = specification.replicates?.values.count, cap % count != 0,
            let element = builder.section["run_cap"]
        else { return }
        log.warning(
            element.place,
            "'run_cap' counts runs: \(cap) leave the last point with \(cap % count) of \(count) replicates",
            hint: "a multiple of \(count)")
    }

    private static let seedNames: Set<String> = [
        "seed", "seeds", "random_seed", "rng_seed", "random_state", "torch_seed", "numpy_seed", "np_seed",
        "global_seed",
        "manual_seed", "training_seed", "train_seed", "data_seed", "model_seed",
    ]

    /// The best of several seeds is the luckiest one.
    private func adviseOnSeeds() {
        guard specification.metric != nil else { return }
        for parameter in specification.parameters where Self.isSeed(parameter) {
            log.warning(
                builder.parameters.places[parameter.name] ?? .nowhere,
                "the sweep optimises over the seed \(quoted(parameter.name)): its best run is the luckiest one",
                hint: "use 'replicates', which judge the runs of all seeds together")
        }
    }

    private static func isSeed(_ parameter: ParameterDefinition) -> Bool {
        let last = parameter.name.split(separator: ".").last ?? ""
        guard seedNames.contains(last.lowercased().replacing("-", with: "_")) else { return false }
        switch parameter.distribution {
        case .constant: return false
        case .categorical(let values), .weighted(let values, _): return values.count > 1
        default: return true
        }
    }

    private func adviseOnSecrets() {
        for parameter in specification.parameters {
            let values = parameter.distribution.listedValues.lazy.compactMap(\.stringValue)
            guard values.contains(where: { SecretGuess.isLikely($0, name: parameter.name) }) else { continue }
            warn(builder.parameters.places[parameter.name] ?? .nowhere, "the parameter \(quoted(parameter.name))")
        }
        let entries = builder.section["env"]?.entries ?? []
        for entry in entries where entry.value.text.map({ SecretGuess.isLikely($0, name: entry.name) }) ?? false {
            warn(entry.place, "the variable \(quoted(entry.name))")
        }
        for item in builder.section["command"]?.items ?? [] where item.text.map(SecretGuess.isKey) ?? false {
            warn(item.place, "an item of 'command'")
        }
    }

    /// Names what holds it, and never the value.
    private func warn(_ place: Place, _ subject: String) {
        log.warning(
            place, "\(subject) looks like a secret: it would be kept with the sweep, and shown",
            hint: "let the program read it from a file of its own")
    }
}

extension Distribution {
    /// The values that it lists.
    var listedValues: [JSONValue] {
        switch self {
        case .constant(let value): [value]
        case .categorical(let values), .weighted(let values, _): values
        default: []
        }
    }
}
