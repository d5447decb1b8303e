package import SweepModel

/// Who may do what on a host of many users: `administrators` and `visibility`.
package struct AccessConfiguration: Hashable, Sendable {
    /// Names of users, and of groups with an `@` before them; besides root and the user that sweepd runs as.
    package var administrators: [String]
    /// Who besides the owner and the administrators may look at a sweep.
    package var visibility: Visibility

    /// What an empty file means.
    package init() {
        administrators = []
        visibility = .private
    }

    private static let itemsMax = 1000

    init(_ section: Section) {
        self.init()
        visibility = section.choice("visibility", Visibility.self) ?? visibility
        let names = section.strings("administrators", max: Self.itemsMax) ?? []
        for name in names where !AccountName.isValid(name.text, allowsGroup: true) {
            section.log.expected(
                "administrators item", "a user's name, or '@' and a group's",
                got: Element(.string(name.text), at: name.place))
        }
        administrators = names.map(\.text)
    }
}
