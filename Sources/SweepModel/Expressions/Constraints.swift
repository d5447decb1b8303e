/// What every point must fulfil.
package struct Constraints: Sendable {
    /// A constraint that a point breaks.
    package struct Broken: Sendable {
        /// As it was written.
        package let text: String
        /// Why it has no truth at the point; nil where it is false there.
        package let fault: ExpressionFault?
    }

    private let all: [(text: String, bound: BoundExpression)]

    /// - Parameter names: of all parameters in their order.
    package init(_ expressions: [Expression], names: [String]) {
        all = expressions.map { ($0.text, $0.bound(to: names)) }
    }

    package var isEmpty: Bool { all.isEmpty }

    /// Whether the point breaks none.
    package func hold(_ values: [JSONValue?]) -> Bool { broken(by: values) == nil }

    /// The first that the point breaks: one that is false or has no truth there; the unknown breaks none.
    ///
    /// - Parameter values: of all parameters in their order; nil is inactive.
    package func broken(by values: [JSONValue?]) -> Broken? {
        guard !all.isEmpty else { return nil }
        let row = values.map { $0 ?? .null }
        for constraint in all {
            do throws(ExpressionFault) {
                if try constraint.bound.holds(row) == false { return Broken(text: constraint.text, fault: nil) }
            } catch {
                return Broken(text: constraint.text, fault: error)
            }
        }
        return nil
    }
}
