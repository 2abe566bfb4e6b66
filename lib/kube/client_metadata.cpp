#include "kube/client.hpp"
#include "kube/client_impl.hpp"

#include <nlohmann/json.hpp>

namespace kscan::kube {

io::Ticket Client::get_metadata(const Resource& what, const ObjectKey& key, Done done) {
  auto call = call_for(http::Method::get, "get", what, key);
  call.accept = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
  return send(m_impl, std::move(call), decoding(std::move(done)));
}

io::Ticket Client::list_metadata(
    const Resource& what, std::string_view ns, const Selector& by, Each each, EachDone done) {
  Collection collection(what, ns, by);
  collection.accept_list = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
  Pages pages;
  pages.on_item = [on_item = std::move(each.on_item)](const nlohmann::json& item) {
    if (on_item) on_item(item);
  };
  pages.on_restart = std::move(each.on_restart);
  pages.on_end = [done = std::move(done)](Result<std::string> version) {
    if (!version) return done(fail(std::move(version).error()));
    done({});
  };
  return list_pages(m_impl, std::move(collection), std::move(pages));
}

}  // namespace kscan::kube
