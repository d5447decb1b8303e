internal import SweepModel

// The owner's secrets, by their names.
extension SpecificationBuilder {
    private static let secretsMax = 100

    /// After `env`, with which they must not collide.
    mutating func readSecrets() {
        guard let names = section.strings("secrets", max: Self.secretsMax) else { return }
        var seen: Set<String> = Set(specification.env.map(\.name))
        specification.secrets = names.compactMap { item in
            guard Macro.isVariable(item.text) else {
                log.error(
                    item.place, "expected a secret's name to be letters, digits and '_', got: \(quoted(item.text))",
                    hint: "it is the name of the variable that brings it")
                return nil
            }
            guard !RunEnvironment.isReserved(item.text) else {
                log.error(
                    item.place, "the variable \(quoted(item.text)) is reserved", hint: "sweepd sets it for each run")
                return nil
            }
            guard seen.insert(item.text).inserted else {
                log.error(item.place, "the variable \(quoted(item.text)) is set twice", hint: "leave one out")
                return nil
            }
            return item.text
        }
    }
}
