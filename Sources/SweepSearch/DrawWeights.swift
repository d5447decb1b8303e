/// When random search gives up drawing: draws in a row that bring nothing new weigh something each, and a new point wipes
/// that out.
///
/// What comes again says that hardly anything is left. A draw that breaks a constraint says nothing of the kind: it
/// weighs so little that as many are made as the enumeration of the whole space would take looks, since the enumeration
/// does not have the distribution of the draws.
struct DrawWeights: Sendable {
    /// At this much the rest of a finite space is enumerated; a space that cannot be counts as exhausted (two neighbouring
    /// floating-point numbers as bounds, say).
    static let whole: Int64 = 1 << 24
    /// So many draws are made at least, whatever they bring.
    private static let missesMin: Int64 = 1 << 12
    private static let repeatsMax: Int64 = 1 << 6
    private static let endlessRepeatsMax: Int64 = 1 << 20

    /// Of a point that the sweep had already.
    let repeated: Int64
    /// Of a draw that breaks a constraint.
    let miss: Int64

    /// - Parameter positions: of the enumeration; nil where there is none.
    init(positions: Int64?) {
        repeated = Self.whole / (positions == nil ? Self.endlessRepeatsMax : Self.repeatsMax)
        miss = Self.whole / min(max(positions ?? Self.whole, Self.missesMin), Self.whole)
    }
}
