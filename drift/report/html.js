"use strict";
(function () {
  var search = document.getElementById("search");
  if (!search) return;
  var status = document.getElementById("shown");
  var only = document.getElementById("only-breaking");
  var facts = Array.prototype.map.call(document.querySelectorAll("article[data-fact]"), function (article) {
    return {
      article: article,
      jump: document.getElementById("jump-" + article.id),
      text: article.textContent.toLowerCase(),
      additive: article.classList.contains("additive"),
    };
  });
  function apply() {
    var words = search.value.toLowerCase().split(/\s+/);
    var shown = 0;
    facts.forEach(function (fact) {
      var hidden = only.checked && fact.additive ||
        !words.every(function (word) { return fact.text.indexOf(word) >= 0; });
      fact.article.hidden = hidden;
      if (fact.jump) fact.jump.hidden = hidden;
      if (!hidden) shown++;
    });
    status.textContent = shown + " of " + facts.length + " shown";
  }
  document.getElementById("text-filter").hidden = false;
  search.addEventListener("input", apply);
  only.addEventListener("change", apply);
  document.addEventListener("keydown", function (event) {
    if (event.key === "/" && event.target === document.body) {
      event.preventDefault();
      search.focus();
    }
  });
  apply();
})();
