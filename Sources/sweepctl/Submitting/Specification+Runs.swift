internal import SweepModel
internal import SweepSearch
internal import SweepSpecs

extension Specification {
    /// How many runs there can be at most, with points from files; nil where that is unbounded or beyond counting.
    func total(_ search: Search, beside points: PointCollection?) -> Int64? {
        guard let points else { return search.total }
        let runs = points.count * Int64(replicates?.values.count ?? 1)
        let cap = runCap.map(Int64.init)
        guard let own = search.size.count else { return cap }
        return min(own * Int64(replicates?.values.count ?? 1) + runs, cap ?? .max)
    }
}
