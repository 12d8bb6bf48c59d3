// What a server that renders pages gets: it has no elements, and importing this one for the page's sake must not fail there.
export class UsherAddCustomer {}
