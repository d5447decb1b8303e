internal import SweepModel
internal import SweepStore

/// What happens with points that have several runs.
extension Tick {
    /// Judges a point by what its runs came to, when the last of them has ended.
    func judgePoint(of run: RunRecord, _ specification: Specification) throws(Fault) {
        guard let replicates = specification.replicates, let metric = specification.metric, metric.target != nil,
            let result = try store.result(
                run.id.sweep, pointKey: run.pointKey, replicates: replicates.values.count),
            metric.isReached(by: result.value(replicates.aggregate))
        else { return }
        try apply(.targetReached, to: run.id.sweep)
    }
}
