#include "image/reference.hpp"

namespace kscan::image {
namespace {

/// "docker-pullable://" and whatever else a runtime puts in front.
std::string_view without_scheme(std::string_view image_id) {
  constexpr std::string_view mark = "://";
  const std::size_t at = image_id.find(mark);
  return at == std::string_view::npos ? image_id : image_id.substr(at + mark.size());
}

Reference with_digest(const Reference& spec, std::string digest) {
  Reference reference = spec;
  reference.tag.clear();  // the runtime drops it, and equal images shall compare equal
  reference.digest = std::move(digest);
  return reference;
}

}  // namespace

Running running(const Reference& spec, std::string_view image_id) {
  if (!spec.digest.empty()) return {.reference = with_digest(spec, spec.digest), .pinned = true};
  const std::string_view id = without_scheme(image_id);
  // Without a name it is the digest of the image's configuration, which no registry serves.
  if (id.find('@') == std::string_view::npos) return {.reference = spec};
  Result<Reference> status = parse(id);
  if (!status) return {.reference = spec};
  return {.reference = with_digest(spec, std::move(status->digest)),
          .pinned = true,
          .other_repository = status->name() != spec.name()};
}

}  // namespace kscan::image
