#include "render/ids.hpp"

#include "base/encoding.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"

#include <fmt/format.h>

#include <iterator>

namespace kscan::render {

std::string uuid_of(std::string_view text) {
  std::string hex = sha256_hex(text);
  constexpr std::size_t version_at = 12;
  constexpr std::size_t variant_at = 16;
  hex[version_at] = '8';
  hex[variant_at] = "89ab"[static_cast<std::size_t>(hex[variant_at]) % 4];
  const std::string_view view = hex;
  return fmt::format("{}-{}-{}-{}-{}",
                     view.substr(0, 8),
                     view.substr(8, 4),
                     view.substr(12, 4),
                     view.substr(16, 4),
                     view.substr(20, 12));
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kept =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
  std::string out;
  for (const char c : to_valid_utf8(text)) {
    if (kept.find(c) != std::string_view::npos)
      out += c;
    else
      fmt::format_to(std::back_inserter(out), "%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

std::string image_purl(const report::ImageReport& image) {
  const std::string name =
      image.image.registry.empty() ? image.image.repository : image.image.name();
  const std::string last = name.substr(name.rfind('/') + 1);
  const std::string_view digest = report::digest_of(image);
  std::string purl = "pkg:oci/" + percent_encoded(to_lower_ascii(last));
  if (!digest.empty()) purl += "@" + percent_encoded(digest);
  purl += "?repository_url=" + percent_encoded(name);
  if (!image.image.tag.empty()) purl += "&tag=" + percent_encoded(image.image.tag);
  return purl;
}

std::string package_purl(const report::Finding& finding) {
  if (finding.purl.starts_with("pkg:") && printable(finding.purl) == finding.purl
      && finding.purl.find_first_of(" \"<>") == std::string::npos)
    return finding.purl;
  return "pkg:generic/" + percent_encoded(finding.package) + "@"
         + percent_encoded(finding.installed);
}

std::string finding_key(const report::Finding& finding) {
  return finding.id + '\n' + finding.package + '\n' + finding.installed + '\n' + finding.path;
}

}  // namespace kscan::render
