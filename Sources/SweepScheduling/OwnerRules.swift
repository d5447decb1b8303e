/// What the configuration says of one owner.
package struct OwnerRules: Hashable, Sendable {
    /// How much she is to have beside others who want as much; 1 is the usual share. Above 0.
    package var share: Double
    package var limits: [OwnerLimit]

    package init(share: Double = 1, limits: [OwnerLimit] = []) {
        self.share = share
        self.limits = limits
    }
}

/// What one owner, or all members of a group together, may have at once.
package struct OwnerLimit: Hashable, Sendable {
    /// Whose it is, as the configuration has it: `limits.users.ana`.
    package let key: String
    /// Those with the same pool are counted together.
    package let pool: String
    /// Runs that execute.
    package let runs: Int?
    /// GPUs that are leased; parts of GPUs add up.
    package let gpus: Int?
    /// Sweeps that have not ended.
    package let sweeps: Int?

    package init(key: String, pool: String, runs: Int? = nil, gpus: Int? = nil, sweeps: Int? = nil) {
        self.key = key
        self.pool = pool
        self.runs = runs
        self.gpus = gpus
        self.sweeps = sweeps
    }
}
