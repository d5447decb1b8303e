internal import SweepModel
internal import SweepStore

/// What happens with metrics.
extension Tick {
    /// Stores what an attempt reported, and judges its run by it.
    func reported(_ points: [MetricPoint], by attempt: AttemptID, _ progress: CaptureProgress) throws(Fault) {
        guard var run = try live(attempt)?.run else { return }
        try store.append(metrics: points, attempt: attempt, progress: progress)
        let specification = try plan(of: attempt.run.sweep).specification
        guard let metric = specification.metric, points.contains(where: { $0.name == metric.name }),
            let summary = try store.summary(attempt, metric: metric.name),
            let objective = summary.objective(for: metric), objective != run.objective
        else { return }
        let before = run
        run.objective = objective
        try write(run, was: before)
        // Of several runs of a point it is what they came to that counts, when they have ended.
        guard specification.replicates == nil else { return }
        if metric.isReached(by: objective.value) { try apply(.targetReached, to: attempt.run.sweep) }
    }
}
