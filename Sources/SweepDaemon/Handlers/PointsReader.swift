internal import SweepControl
internal import SweepModel
internal import SweepRecords
internal import SweepSpecs
internal import SweepStore

/// Checks explicit points that come in a file of their own against the space to which they are added.
struct PointsReader: Sendable {
    private let space: PointSpace

    init(_ specification: Specification) { space = PointSpace(specification) }

    /// - Throws: `specification` with the line of the first point that is none of this space, `usage` where there are not
    ///   as many as was said.
    func read(_ reference: PointsReference, in folder: String) throws(Fault) -> PointPieces {
        var pieces = PointPieces()
        try PointsFile.read(reference.digest, in: folder) { line, number throws(Fault) in
            guard pieces.count < reference.count else { throw Self.miscounted(reference) }
            do throws(PointFault) {
                if let changed = try normal(line) {
                    pieces.append(line: changed.utf8)
                } else {
                    pieces.append(line: line)
                }
            } catch {
                throw Fault(
                    .specification, "cannot use point \(number): \(error.message)",
                    hint: "see the point on line \(number)")
            }
        }
        guard pieces.count == reference.count else { throw Self.miscounted(reference) }
        return pieces
    }

    private static func miscounted(_ reference: PointsReference) -> Fault {
        Fault(.usage, "cannot use the points \(reference.digest): they are not \(reference.count)")
    }

    private struct PointFault: Error { let message: String }

    /// The point's line with its values in the order of the parameters; nil where the line is that already.
    private func normal(_ line: some Sequence<UInt8>) throws(PointFault) -> String? {
        guard case .object(let values)? = try? JSONParser.parse(line) else {
            throw PointFault(message: "it is no JSON object")
        }
        do throws(PointSpace.Failure) {
            let whole = try space.point(of: values).values
            return whole == values ? nil : whole.text()
        } catch {
            throw PointFault(message: error.message)
        }
    }
}
