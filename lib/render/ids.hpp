#pragma once
#include "report/report.hpp"

#include <string>
#include <string_view>

/// Names that other programs know things by. The same thing has the same name in every run.
namespace kscan::render {

/// A UUID (RFC 9562, version 8) made of the text.
[[nodiscard]] std::string uuid_of(std::string_view text);
/// Percent-encoded but for what is unreserved and '/' (RFC 3986).
[[nodiscard]] std::string percent_encoded(std::string_view text);
/// "pkg:oci/nginx@sha256%3A...?repository_url=docker.io/library/nginx"
[[nodiscard]] std::string image_purl(const report::ImageReport& image);
/// The package's purl if it is one, else "pkg:generic/NAME@VERSION".
[[nodiscard]] std::string package_purl(const report::Finding& finding);
/// What makes one finding of an image differ from the others: id, package, version, path.
[[nodiscard]] std::string finding_key(const report::Finding& finding);

}  // namespace kscan::render
