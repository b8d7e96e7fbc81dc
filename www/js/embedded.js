/**
 * With `?embed=1` the page is a part of another one, say of a course's. A script of its own, which runs before anything
 * is drawn, so that nothing is seen to go.
 */
if (new URLSearchParams(location.search).has("embed")) document.documentElement.classList.add("embedded");
