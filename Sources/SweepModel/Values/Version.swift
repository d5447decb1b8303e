/// The version of sweepd and all that belongs to it.
package enum Version {
    package static let text = "0.1.0"
}
