internal import SweepModel

/// One thing that sweepd needs of a host. It only looks, and changes nothing that stays.
protocol Check: Sendable {
    /// At least one finding, the first one named after the check.
    func findings(on host: DoctorHost) async -> [Finding]
}
