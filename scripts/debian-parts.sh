# Notes the Debian packages whose files are in the product, for their licences: sourced. A line of the file "packages" is
# NAME VERSION ARCHITECTURE DISTRIBUTION FILE,FILE... and the copyright file lies beside it. sbom/ reads this.

# note_part DIRECTORY NAME VERSION ARCHITECTURE DISTRIBUTION FILES COPYRIGHT
note_part() {
    mkdir -p "$1"
    touch "$1/packages"
    { grep -v "^$2 " "$1/packages" || true; echo "$2 $3 $4 $5 $6"; } | sort > "$1/packages.new"
    mv "$1/packages.new" "$1/packages"
    cp -L -- "$7" "$1/$2.copyright"
}

# note_installed DIRECTORY PACKAGE FILES: a package of this machine; nothing where packages are not Debian's
note_installed() {
    command -v dpkg-query >/dev/null || return 0
    note_part "$1" "$2" "$(dpkg-query -W -f '${Version}' "$2")" "$(dpkg-query -W -f '${Architecture}' "$2")" \
        "$(. /etc/os-release && echo "$ID-$VERSION_ID")" "$3" "/usr/share/doc/$2/copyright"
}

# note_deb DIRECTORY FILE.deb DISTRIBUTION FILES ROOT: a package that is unpacked below ROOT
note_deb() {
    note_part "$1" "$(dpkg-deb -f "$2" Package)" "$(dpkg-deb -f "$2" Version)" "$(dpkg-deb -f "$2" Architecture)" \
        "$3" "$4" "$5/usr/share/doc/$(dpkg-deb -f "$2" Package)/copyright"
}
